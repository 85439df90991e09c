package io.firn.deploy;

import io.firn.deploy.Instance.State;
import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Waits until all instances of a release answer as seen from outside, and says precisely why where they do not. It changes
 * nothing; what to do with a release that fails is its caller's to decide.
 */
public final class HealthGate {
    private static final int LAST_LINES = 20;
    /** How long the target may look for room before that counts as having none. */
    private static final Duration PLACING = Duration.ofSeconds(15);

    /** How long the target may take to list what it was told to start. */
    private static final Duration APPEARING = Duration.ofSeconds(10);
    /** How long nodes may take to fetch an image and make a container of it. */
    private static final Duration FETCHING = Duration.ofMinutes(10);

    /** How long a target may take to try again for an image that a node did not get. */
    private static final Duration TRYING_AGAIN = Duration.ofSeconds(8);

    private static final Duration GLANCE = Duration.ofMillis(500);
    /** How long the target may take to forget what it was told to stop. */
    private static final Duration FORGETTING = Duration.ofSeconds(20);

    private final Target target;
    private final Clock clock;
    private final Pause pause;

    /** How the gate lets time pass between looks. */
    @FunctionalInterface
    interface Pause {
        void sleep(Duration duration) throws InterruptedException;
    }

    public HealthGate(Target target, Clock clock) {
        this(target, clock, Thread::sleep);
    }

    HealthGate(Target target, Clock clock, Pause pause) {
        this.target = target;
        this.clock = clock;
        this.pause = pause;
    }

    /**
     * Looks until the release is healthy, has failed for certain, or its time is over.
     *
     * @param progress gets a line each time something changed
     */
    public Verdict await(ReleaseSpec spec, HealthSettings settings, Permit permit, Consumer<String> progress) {
        Instant began = clock.instant();
        var probe = new Probe(settings.timeout());
        var last = new HashMap<String, Answer>();
        var running = new HashMap<String, Instant>();
        var unfetched = new HashMap<String, Instant>();
        String said = "";
        while (true) {
            permit.check();
            List<Instance> found = target.instances(spec.appId(), spec.number());
            look(found, spec, settings, probe, last);
            found.stream()
                    .filter(i -> i.state() == State.RUNNING)
                    .forEach(i -> running.putIfAbsent(i.id(), clock.instant()));
            found.stream()
                    .filter(i -> i.state() == State.UNFETCHED)
                    .forEach(i -> unfetched.putIfAbsent(i.id(), clock.instant()));
            List<Instance> healthy = found.stream()
                    .filter(i -> i.state() == State.RUNNING && healthy(i, last, settings))
                    .toList();
            String line = summary(spec, healthy);
            if (!line.equals(said)) {
                progress.accept(line);
                said = line;
            }
            if (complete(spec, healthy)) {
                return new Verdict.Healthy(healthy);
            }
            Duration waited = Duration.between(began, clock.instant());
            Optional<Verdict> verdict = ended(spec, found, healthy)
                    .or(() -> unfetched(found, unfetched))
                    .or(() -> vanished(found, waited))
                    .or(() -> unplaced(found, waited))
                    .or(() -> late(spec, settings, found, last, running, waited));
            if (verdict.isPresent()) {
                return verdict.get();
            }
            sleep(settings.startInterval());
        }
    }

    private void look(
            List<Instance> found, ReleaseSpec spec, HealthSettings settings, Probe probe, Map<String, Answer> last) {
        String host = spec.hosts().isEmpty() ? spec.appName() : spec.hosts().getFirst();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var looks = new HashMap<String, Future<Answer>>();
            for (Instance instance : found) {
                Endpoint endpoint = instance.endpoint().orElse(null);
                if (endpoint != null && instance.process().equals(ReleaseSpec.WEB)) {
                    Callable<Answer> look = () -> probe.look(endpoint, host, settings.path());
                    looks.put(instance.id(), threads.submit(look));
                }
            }
            for (var look : looks.entrySet()) {
                last.put(look.getKey(), look.getValue().get());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw interrupted(e);
        } catch (ExecutionException e) {
            throw Fault.of(FaultCode.INTERNAL, "Could not look at " + spec.version() + ": a check broke.")
                    .causedBy(e);
        }
    }

    private boolean healthy(Instance instance, Map<String, Answer> last, HealthSettings settings) {
        if (instance.process().equals(ReleaseSpec.WEB)) {
            Answer answer = last.get(instance.id());
            return answer != null && answer.healthy();
        }
        return !instance.since().plus(settings.settle()).isAfter(clock.instant());
    }

    private static boolean complete(ReleaseSpec spec, List<Instance> healthy) {
        return spec.scale().entrySet().stream().allMatch(e -> count(healthy, e.getKey()) >= e.getValue());
    }

    private static long count(List<Instance> instances, String process) {
        return instances.stream().filter(i -> i.process().equals(process)).count();
    }

    private static String summary(ReleaseSpec spec, List<Instance> healthy) {
        var parts = new ArrayList<String>();
        spec.scale().forEach((p, n) -> parts.add(p + " " + count(healthy, p) + "/" + n + " healthy"));
        return String.join(", ", parts);
    }

    /** A process that ended or could not be started in a slot where nothing healthy runs. */
    private Optional<Verdict> ended(ReleaseSpec spec, List<Instance> found, List<Instance> healthy) {
        return found.stream()
                .filter(i -> i.state() == State.EXITED || i.state() == State.REFUSED)
                .filter(i -> healthy.stream().noneMatch(h -> h.name().equals(i.name())))
                .max(Comparator.comparing(Instance::since))
                .map(i -> i.state() == State.EXITED ? exited(spec, i) : refused(i));
    }

    private Verdict exited(ReleaseSpec spec, Instance instance) {
        int code = instance.exit().orElse(0);
        String how = code > 128 && code < 160
                ? "was killed by signal " + (code - 128) + (code == 137 ? " (out of memory?)" : "")
                : "exited at once with code " + code;
        String hint = code == 137
                ? "Give it more memory, or see why it needs so much."
                : "A web process has to go on running and listen on 0.0.0.0:$PORT (PORT is " + spec.port() + ").";
        return new Verdict.Unhealthy(
                FaultCode.UNHEALTHY, instance.name() + " " + how, hint, lines(spec.appId(), spec.number()));
    }

    private static Verdict refused(Instance instance) {
        return new Verdict.Unhealthy(
                FaultCode.UNAVAILABLE,
                "the node could not start " + instance.name() + ": " + instance.message(),
                "Check that the node reaches Firn's registry and that the process exists; then deploy again.",
                List.of());
    }

    /** A slot for which no node got the image, and no other try is under way or to be expected. */
    private Optional<Verdict> unfetched(List<Instance> found, Map<String, Instant> since) {
        Instant latest = clock.instant().minus(TRYING_AGAIN);
        return found.stream()
                .filter(i -> i.state() == State.UNFETCHED)
                .filter(i -> found.stream()
                        .filter(other -> other.name().equals(i.name()))
                        .allMatch(other -> other.state() == State.STOPPED
                                || (other.state() == State.UNFETCHED
                                        && !since.getOrDefault(other.id(), Instant.MAX)
                                                .isAfter(latest))))
                .findFirst()
                .map(i -> new Verdict.Unfetched(new Verdict.Unhealthy(
                        FaultCode.UNAVAILABLE,
                        "its node could not fetch the image of " + i.name() + ": " + i.message(),
                        "Check that the node reaches Firn's registry; then deploy again.",
                        List.of())));
    }

    /** Waits until nothing of a release that was told to stop is listed any more, for a while at most. */
    public void awaitGone(ReleaseSpec spec, Permit permit) {
        Instant latest = clock.instant().plus(FORGETTING);
        while (clock.instant().isBefore(latest)
                && !target.instances(spec.appId(), spec.number()).isEmpty()) {
            permit.check();
            sleep(GLANCE);
        }
    }

    private static Optional<Verdict> vanished(List<Instance> found, Duration waited) {
        return found.isEmpty() && waited.compareTo(APPEARING) > 0
                ? Optional.of(new Verdict.Unhealthy(
                        FaultCode.UNAVAILABLE, "it was removed while it started", "Deploy again.", List.of()))
                : Optional.empty();
    }

    private static Optional<Verdict> unplaced(List<Instance> found, Duration waited) {
        if (waited.compareTo(PLACING) < 0) {
            return Optional.empty();
        }
        return found.stream()
                .filter(i -> i.state() == State.WAITING)
                .findFirst()
                .map(i -> new Verdict.Unhealthy(
                        FaultCode.NO_CAPACITY,
                        "there is no node for " + i.name() + ": " + i.message(),
                        "Add a node, free one, or lower the app's limits.",
                        List.of()));
    }

    /** The time to start in counts from when the process runs: fetching its image is not its fault. */
    private Optional<Verdict> late(
            ReleaseSpec spec,
            HealthSettings settings,
            List<Instance> found,
            Map<String, Answer> last,
            Map<String, Instant> running,
            Duration waited) {
        String after = " after " + settings.startGrace().toSeconds() + " s";
        Instant latest = clock.instant().minus(settings.startGrace());
        Optional<Instance> tired = found.stream()
                .filter(i -> i.state() == State.RUNNING && i.process().equals(ReleaseSpec.WEB))
                .filter(i -> !healthy(i, last, settings))
                .filter(i -> !running.getOrDefault(i.id(), Instant.MAX).isAfter(latest))
                .findFirst();
        if (tired.isPresent()) {
            return Optional.of(explain(spec, tired.get(), last.get(tired.get().id()), after));
        }
        if (running.isEmpty() && waited.compareTo(FETCHING) > 0) {
            return Optional.of(new Verdict.Unhealthy(
                    FaultCode.TIMEOUT,
                    "no node started it within " + FETCHING.toMinutes() + " minutes",
                    "See `firn status`; the nodes may be slow to fetch its image.",
                    List.of()));
        }
        return Optional.empty();
    }

    private Verdict explain(ReleaseSpec spec, Instance instance, @Nullable Answer answer, String after) {
        List<String> lines = lines(spec.appId(), spec.number());
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

    private List<String> lines(java.util.UUID appId, int release) {
        var lines = new ArrayList<String>();
        try {
            target.logs(LogQuery.lastOf(appId, release, LAST_LINES), line -> lines.add(line.text()));
        } catch (Fault unreadable) {
            // The reason for the failure stands without them.
            lines.add("(its output could not be read: " + unreadable.getMessage() + ")");
        }
        return List.copyOf(lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
    }

    private void sleep(Duration duration) {
        try {
            pause.sleep(duration);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw interrupted(e);
        }
    }

    private static Fault interrupted(InterruptedException e) {
        return Fault.of(FaultCode.UNAVAILABLE, "Could not wait for the release: this service is stopping.")
                .causedBy(e);
    }
}
