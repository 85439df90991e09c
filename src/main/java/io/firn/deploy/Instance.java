package io.firn.deploy;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One running copy of one process type of a release, as the target tells it.
 *
 * @param id the target's own id of it
 * @param appId app
 * @param release release number
 * @param process process type
 * @param slot number among its equals, from 1; a restarted instance keeps its slot and gets a new id
 * @param state where it is in its life
 * @param node node it runs on, by the target's id; empty before it was placed
 * @param address node address through which its port is reached
 * @param published port on the node, 0 where it has none
 * @param exitCode exit status, for {@link State#EXITED}
 * @param message the target's own words
 * @param since when it reached this state
 * @param pid process id on its node, 0 where unknown
 */
public record Instance(
        String id,
        UUID appId,
        int release,
        String process,
        int slot,
        State state,
        String node,
        @Nullable String address,
        int published,
        @Nullable Integer exitCode,
        String message,
        Instant since,
        long pid) {

    /** Where an instance is in its life. */
    public enum State {
        /** No node has room for it, or none meets its constraints; the message says which. */
        WAITING,
        /** Placed; its image is being fetched or its container made. */
        STARTING,
        /** Its process runs, which does not yet mean that it answers. */
        RUNNING,
        /** Its process ended by itself. */
        EXITED,
        /** The node could not start it, for instance for a bad command. */
        REFUSED,
        /** The node could not fetch its image; the registry that it asks is ours, and may just have been away. */
        UNFETCHED,
        /** Told to stop, by us or by a move to another node. */
        STOPPED
    }

    /** Whether it came to its end, by itself or because its node could not start it. */
    public boolean ended() {
        return state == State.EXITED || state == State.REFUSED || state == State.UNFETCHED;
    }

    /** {@code web.1}, as the app sees itself in {@code DYNO}. */
    public String name() {
        return process + "." + slot;
    }

    /** Where it is reached from outside, once it has a published port. */
    public Optional<Endpoint> endpoint() {
        return address == null || published == 0 ? Optional.empty() : Optional.of(new Endpoint(address, published));
    }

    /** Exit status, where it ended. */
    public OptionalInt exit() {
        return exitCode == null ? OptionalInt.empty() : OptionalInt.of(exitCode);
    }

    /** Process id on its node, where known. */
    public OptionalLong processId() {
        return pid == 0 ? OptionalLong.empty() : OptionalLong.of(pid);
    }
}
