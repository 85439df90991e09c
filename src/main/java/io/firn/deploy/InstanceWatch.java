package io.firn.deploy;

import io.firn.app.App;
import io.firn.app.Apps;
import io.firn.deploy.Instance.State;
import io.firn.fault.Fault;
import io.firn.work.Lease;
import io.firn.work.Leases;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Keeps looking at what runs: what the target tells every few seconds, and each instance from outside at its interval. New
 * and sick instances are looked at more often. One control plane at a time does this.
 */
@ApplicationScoped
public class InstanceWatch {
    private static final Logger LOG = Logger.getLogger(InstanceWatch.class);
    private static final String LEASE = "deploy.watch";

    private final Target target;
    private final Instances instances;
    private final Rollouts rollouts;
    private final Apps apps;
    private final ReleaseSpecs specs;
    private final DeployConfig config;
    private final Leases leases;
    private final Event<InstancesChanged> changed;
    private final Clock clock;
    private volatile @Nullable Lease lease;
    private volatile @Nullable String trouble;

    InstanceWatch(
            Target target,
            Instances instances,
            Rollouts rollouts,
            Apps apps,
            ReleaseSpecs specs,
            DeployConfig config,
            Leases leases,
            Event<InstancesChanged> changed,
            Clock clock) {
        this.target = target;
        this.instances = instances;
        this.rollouts = rollouts;
        this.apps = apps;
        this.specs = specs;
        this.config = config;
        this.leases = leases;
        this.changed = changed;
        this.clock = clock;
    }

    @Scheduled(every = "${firn.deploy.watch-every:2s}", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    @RunOnVirtualThread
    void tick() {
        try {
            look();
            trouble = null;
        } catch (Fault fault) {
            // Said once, not every two seconds; what runs goes on running and routes stay as they are.
            if (!fault.sentence().equals(trouble)) {
                trouble = fault.sentence();
                LOG.warn(trouble);
            }
        }
    }

    /** Looks once, where no other control plane does. */
    public void look() {
        Lease held = lease;
        if (held == null || !held.held()) {
            held = leases.tryTake(LEASE).orElse(null);
            lease = held;
        }
        if (held != null) {
            look(held);
        }
    }

    private void look(Lease held) {
        List<Instance> found = target.everything();
        Map<String, Sighting> known = new HashMap<>();
        instances.all().forEach(s -> known.put(s.instance().id(), s));
        Set<String> answering = new HashSet<>();
        rollouts.running().stream()
                .filter(r -> r.state() != RolloutState.STARTING)
                .forEach(r -> answering.add(key(r.appId(), r.release())));
        Instant now = clock.instant();
        List<Sighting> present = present(found).stream()
                .filter(i -> answering.contains(key(i.appId(), i.release())))
                .map(i -> known.getOrDefault(i.id(), new Sighting(i, false, 0, "not looked at yet", Instant.EPOCH))
                        .now(i))
                .toList();
        List<Sighting> seen = check(present, now);
        List<Sighting> news = seen.stream()
                .filter(s -> !s.equals(known.get(s.instance().id())))
                .toList();
        Set<String> gone = new HashSet<>(known.keySet());
        seen.forEach(s -> gone.remove(s.instance().id()));
        if (!news.isEmpty() || !gone.isEmpty()) {
            instances.record(news, gone, held);
        }
        tell(known, seen);
    }

    private static String key(UUID app, int release) {
        return app + "/" + release;
    }

    /** What is there, and what ended where nothing took its place. */
    private static List<Instance> present(List<Instance> found) {
        Set<String> taken = new HashSet<>();
        found.stream().filter(i -> !i.ended() && i.state() != State.STOPPED).forEach(i -> taken.add(place(i)));
        return found.stream()
                .filter(i -> i.state() != State.STOPPED)
                .filter(i -> !i.ended() || !taken.contains(place(i)))
                .toList();
    }

    private static String place(Instance i) {
        return key(i.appId(), i.release()) + "/" + i.name();
    }

    private List<Sighting> check(List<Sighting> present, Instant now) {
        var settings = new HashMap<String, HealthSettings>();
        var hosts = new HashMap<UUID, String>();
        var result = new ArrayList<Sighting>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var looks = new ArrayList<Future<Sighting>>();
            for (Sighting sighting : present) {
                UUID app = sighting.instance().appId();
                int release = sighting.instance().release();
                HealthSettings health = settings.computeIfAbsent(key(app, release), of -> specs.health(app, release));
                String host = hosts.computeIfAbsent(app, this::host);
                Callable<Sighting> look = () -> check(sighting, health, host, now);
                looks.add(threads.submit(look));
            }
            for (Future<Sighting> look : looks) {
                result.add(look.get());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
        return result;
    }

    private String host(UUID app) {
        return apps.find(app).map(App::name).map(n -> n + "." + config.domain()).orElse("localhost");
    }

    private static Sighting check(Sighting sighting, HealthSettings settings, String host, Instant now) {
        Instance instance = sighting.instance();
        if (instance.state() != State.RUNNING || !sighting.due(settings, now)) {
            return sighting;
        }
        if (!instance.process().equals(ReleaseSpec.WEB)) {
            return new Sighting(instance, true, 0, "runs", now);
        }
        Endpoint endpoint = instance.endpoint().orElse(null);
        return endpoint == null
                ? sighting
                : sighting.after(
                        instance, new Probe(settings.timeout()).look(endpoint, host, settings.path()), settings, now);
    }

    /** Tells whose healthy instances are not the same as before. */
    private void tell(Map<String, Sighting> known, List<Sighting> seen) {
        Map<UUID, Set<String>> before = healthy(List.copyOf(known.values()));
        Map<UUID, Set<String>> after = healthy(seen);
        var affected = new HashSet<UUID>();
        before.keySet().stream()
                .filter(a -> !Objects.equals(before.get(a), after.get(a)))
                .forEach(affected::add);
        after.keySet().stream()
                .filter(a -> !Objects.equals(before.get(a), after.get(a)))
                .forEach(affected::add);
        if (!affected.isEmpty()) {
            changed.fire(new InstancesChanged(affected));
        }
    }

    private static Map<UUID, Set<String>> healthy(List<Sighting> sightings) {
        var healthy = new HashMap<UUID, Set<String>>();
        for (Sighting s : sightings) {
            if (s.healthy()) {
                healthy.computeIfAbsent(s.instance().appId(), a -> new HashSet<>())
                        .add(s.instance().id() + " " + s.instance().endpoint());
            }
        }
        return healthy;
    }
}
