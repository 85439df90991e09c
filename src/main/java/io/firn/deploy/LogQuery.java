package io.firn.deploy;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;

/**
 * Which lines of an app's output are wanted.
 *
 * @param appId app
 * @param release only this release
 * @param process only this process type
 * @param tail at most this many past lines of each instance
 * @param since nothing older
 * @param following whether to go on with what comes
 */
public record LogQuery(
        UUID appId,
        OptionalInt release,
        Optional<String> process,
        int tail,
        Optional<Instant> since,
        Following following) {

    /** Whether a log ends where it is now. */
    public enum Following {
        /** Past lines only. */
        NO,
        /** Past lines, then new ones until the sink has enough. */
        YES
    }

    /** The last lines of one release, for messages. */
    public static LogQuery lastOf(UUID appId, int release, int lines) {
        return new LogQuery(appId, OptionalInt.of(release), Optional.empty(), lines, Optional.empty(), Following.NO);
    }
}
