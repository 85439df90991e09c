package io.firn.deploy;

import io.firn.deploy.Instance.State;
import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/**
 * Waits until all instances of a release answer as seen from outside, and says precisely why where they do not. It changes
 * nothing; what to do with a release that fails is its caller's to decide.
 */
public final class HealthGate {
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
            var look = new FailedStart.Look(found, healthy, last, running, unfetched, waited);
            Optional<Verdict> verdict = new FailedStart(target, spec, settings, clock.instant()).in(look);
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

    /** Waits until nothing of a release that was told to stop is listed any more, for a while at most. */
    public void awaitGone(ReleaseSpec spec, Permit permit) {
        Instant latest = clock.instant().plus(FORGETTING);
        while (clock.instant().isBefore(latest)
                && !target.instances(spec.appId(), spec.number()).isEmpty()) {
            permit.check();
            sleep(GLANCE);
        }
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
