package io.firn.deploy;

import io.firn.deploy.Instance.State;
import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Tells from one look at a release that starts whether it has failed for certain, and why, as precisely as can be seen. */
final class FailedStart {
    private static final int LAST_LINES = 20;
    /** How long the target may look for room before that counts as having none. */
    private static final Duration PLACING = Duration.ofSeconds(15);
    /** How long the target may take to list what it was told to start. */
    private static final Duration APPEARING = Duration.ofSeconds(10);
    /** How long nodes may take to fetch an image and make a container of it. */
    private static final Duration FETCHING = Duration.ofMinutes(10);
    /** How long a target may take to try again for an image that a node did not get. */
    private static final Duration TRYING_AGAIN = Duration.ofSeconds(8);

    private final Target target;
    private final ReleaseSpec spec;
    private final HealthSettings settings;
    private final Instant now;

    FailedStart(Target target, ReleaseSpec spec, HealthSettings settings, Instant now) {
        this.target = target;
        this.spec = spec;
        this.settings = settings;
        this.now = now;
    }

    /**
     * What is known at one moment.
     *
     * @param found all copies of the release
     * @param healthy those that count as started
     * @param answers the newest answer of each, by instance id
     * @param running since when each was seen running
     * @param unfetched since when each was seen to lack its image
     * @param waited since the start
     */
    record Look(
            List<Instance> found,
            List<Instance> healthy,
            Map<String, Answer> answers,
            Map<String, Instant> running,
            Map<String, Instant> unfetched,
            Duration waited) {}

    /** The verdict, where the look shows a failure. */
    Optional<Verdict> in(Look look) {
        return ended(look)
                .or(() -> unfetched(look))
                .or(() -> vanished(look))
                .or(() -> unplaced(look))
                .or(() -> late(look));
    }

    /** A process that ended or could not be started in a slot where nothing healthy runs. */
    private Optional<Verdict> ended(Look look) {
        return look.found().stream()
                .filter(i -> i.state() == State.EXITED || i.state() == State.REFUSED)
                .filter(i -> look.healthy().stream().noneMatch(h -> h.name().equals(i.name())))
                .max(Comparator.comparing(Instance::since))
                .map(i -> i.state() == State.EXITED ? exited(i) : refused(i));
    }

    private Verdict exited(Instance instance) {
        int code = instance.exit().orElse(0);
        String how = code > 128 && code < 160
                ? "was killed by signal " + (code - 128) + (code == 137 ? " (out of memory?)" : "")
                : "exited at once with code " + code;
        String hint = code == 137
                ? "Give it more memory, or see why it needs so much."
                : "A web process has to go on running and listen on 0.0.0.0:$PORT (PORT is " + spec.port() + ").";
        return new Verdict.Unhealthy(FaultCode.UNHEALTHY, instance.name() + " " + how, hint, lines());
    }

    private static Verdict refused(Instance instance) {
        return new Verdict.Unhealthy(
                FaultCode.UNAVAILABLE,
                "the node could not start " + instance.name() + ": " + instance.message(),
                "Check that the node reaches Firn's registry and that the process exists; then deploy again.",
                List.of());
    }

    /** A slot for which no node got the image, and no other try is under way or to be expected. */
    private Optional<Verdict> unfetched(Look look) {
        Instant latest = now.minus(TRYING_AGAIN);
        return look.found().stream()
                .filter(i -> i.state() == State.UNFETCHED)
                .filter(i -> look.found().stream()
                        .filter(other -> other.name().equals(i.name()))
                        .allMatch(other -> other.state() == State.STOPPED
                                || (other.state() == State.UNFETCHED
                                        && !look.unfetched()
                                                .getOrDefault(other.id(), Instant.MAX)
                                                .isAfter(latest))))
                .findFirst()
                .map(i -> new Verdict.Unfetched(new Verdict.Unhealthy(
                        FaultCode.UNAVAILABLE,
                        "its node could not fetch the image of " + i.name() + ": " + i.message(),
                        "Check that the node reaches Firn's registry; then deploy again.",
                        List.of())));
    }

    private static Optional<Verdict> vanished(Look look) {
        return look.found().isEmpty() && look.waited().compareTo(APPEARING) > 0
                ? Optional.of(new Verdict.Unhealthy(
                        FaultCode.UNAVAILABLE, "it was removed while it started", "Deploy again.", List.of()))
                : Optional.empty();
    }

    private static Optional<Verdict> unplaced(Look look) {
        if (look.waited().compareTo(PLACING) < 0) {
            return Optional.empty();
        }
        return look.found().stream()
                .filter(i -> i.state() == State.WAITING)
                .findFirst()
                .map(i -> new Verdict.Unhealthy(
                        FaultCode.NO_CAPACITY,
                        "there is no node for " + i.name() + ": " + i.message(),
                        "Add a node, free one, or lower the app's limits.",
                        List.of()));
    }

    /** The time to start in counts from when the process runs: fetching its image is not its fault. */
    private Optional<Verdict> late(Look look) {
        String after = " after " + settings.startGrace().toSeconds() + " s";
        Instant latest = now.minus(settings.startGrace());
        Optional<Instance> tired = look.found().stream()
                .filter(i -> i.state() == State.RUNNING && i.process().equals(ReleaseSpec.WEB))
                .filter(i -> !look.healthy().contains(i))
                .filter(i -> !look.running().getOrDefault(i.id(), Instant.MAX).isAfter(latest))
                .findFirst();
        if (tired.isPresent()) {
            return Optional.of(
                    explain(tired.get(), look.answers().get(tired.get().id()), after));
        }
        if (look.running().isEmpty() && look.waited().compareTo(FETCHING) > 0) {
            return Optional.of(new Verdict.Unhealthy(
                    FaultCode.TIMEOUT,
                    "no node started it within " + FETCHING.toMinutes() + " minutes",
                    "See `firn status`; the nodes may be slow to fetch its image.",
                    List.of()));
        }
        return Optional.empty();
    }

    private Verdict explain(Instance instance, @Nullable Answer answer, String after) {
        List<String> lines = lines();
        String listenThere = "Let it listen on 0.0.0.0:$PORT (PORT is " + spec.port() + ").";
        if (answer == null || answer instanceof Answer.Refused || answer instanceof Answer.Dropped) {
            String reason = target.listeners(instance)
                    .map(l -> listening(spec.port(), l))
                    .orElse("does not answer on port " + spec.port() + " (listens on localhost only?)");
            return new Verdict.Unhealthy(
                    FaultCode.UNHEALTHY, instance.name() + " " + reason + after, listenThere, lines);
        }
        return new Verdict.Unhealthy(
                FaultCode.UNHEALTHY,
                instance.name() + " is not healthy" + after + ": " + answer.words(),
                answer instanceof Answer.Status
                        ? "See its log above, or set another health path."
                        : "See its log above.",
                lines);
    }

    private static String listening(int port, List<Target.Listener> listeners) {
        if (listeners.isEmpty()) {
            return "never listened on any port";
        }
        Optional<Target.Listener> onPort =
                listeners.stream().filter(l -> l.port() == port).findFirst();
        if (onPort.isPresent() && onPort.get().local()) {
            return "listens on localhost only (" + onPort.get() + "); bind 0.0.0.0:$PORT instead";
        }
        String all = String.join(
                ", ", listeners.stream().map(Target.Listener::toString).toList());
        return onPort.isPresent()
                ? "listens on " + all + " but drops connections"
                : "listens on " + all + " instead of port " + port;
    }

    private List<String> lines() {
        var lines = new ArrayList<String>();
        try {
            target.logs(LogQuery.lastOf(spec.appId(), spec.number(), LAST_LINES), line -> lines.add(line.text()));
        } catch (Fault unreadable) {
            // The reason for the failure stands without them.
            lines.add("(its output could not be read: " + unreadable.getMessage() + ")");
        }
        return List.copyOf(lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
    }
}
