package io.firn.route;

import io.firn.deploy.Instance;
import io.firn.deploy.InstancesChanged;
import io.firn.deploy.Permit;
import io.firn.deploy.ReleaseSpec;
import io.firn.deploy.ReleaseSpecs;
import io.firn.deploy.Releases;
import io.firn.deploy.Rollout;
import io.firn.deploy.RolloutState;
import io.firn.deploy.Rollouts;
import io.firn.deploy.Target;
import io.firn.fault.Fault;
import io.firn.work.Lease;
import io.firn.work.Leases;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Makes the world match the database, again and again: a proxy that forgot its routes gets them back, releases whose warm time
 * is over are stopped once their last requests are answered, what nobody knows of is removed, and what should serve and is gone
 * is started again.
 */
@ApplicationScoped
public class Reconciler {
    private static final Logger LOG = Logger.getLogger(Reconciler.class);
    private static final String LEASE = "route.reconcile";
    /** What does not match the database is made to match it only when it was seen this often in a row. */
    private static final int SIGHTINGS = 3;

    private static final Set<Instance.State> ALIVE =
            Set.of(Instance.State.WAITING, Instance.State.STARTING, Instance.State.RUNNING);

    private final Router router;
    private final Rollouts rollouts;
    private final Releases releases;
    private final ReleaseSpecs specs;
    private final Target target;
    private final Leases leases;
    private final RouteConfig config;
    private final Clock clock;
    private final Map<String, Integer> strays = new HashMap<>();
    private final Map<String, Integer> missing = new HashMap<>();
    private volatile @Nullable Lease lease;
    private volatile @Nullable String trouble;

    Reconciler(
            Router router,
            Rollouts rollouts,
            Releases releases,
            ReleaseSpecs specs,
            Target target,
            Leases leases,
            RouteConfig config,
            Clock clock) {
        this.router = router;
        this.rollouts = rollouts;
        this.releases = releases;
        this.specs = specs;
        this.target = target;
        this.leases = leases;
        this.config = config;
        this.clock = clock;
    }

    void instancesChanged(@Observes InstancesChanged event) {
        quietly(router::apply);
    }

    @Scheduled(every = "${firn.route.reconcile-every:5s}", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    @RunOnVirtualThread
    void tick() {
        quietly(this::reconcile);
    }

    /** Said once, not every few seconds. */
    private void quietly(Runnable work) {
        try {
            work.run();
            trouble = null;
        } catch (Fault fault) {
            if (!fault.sentence().equals(trouble)) {
                trouble = fault.sentence();
                LOG.warn(trouble);
            }
        }
    }

    /** Goes once over everything, where no other control plane does. */
    public synchronized void reconcile() {
        Lease held = lease;
        if (held == null || !held.held()) {
            held = leases.tryTake(LEASE).orElse(null);
            lease = held;
        }
        if (held == null) {
            return;
        }
        router.apply();
        for (Rollout rollout : rollouts.cold()) {
            if (router.drained(rollout.appId(), rollout.release()) || tired(rollout)) {
                retire(rollout, held);
            }
        }
        for (Rollout rollout : abandoned()) {
            retire(rollout, held);
        }
        List<Instance> there = target.everything();
        removeStrays(there, held);
        startMissing(there, held);
    }

    private boolean tired(Rollout rollout) {
        Instant limit = rollout.keepUntil().orElse(rollout.updatedAt()).plus(config.drainLimit());
        return !limit.isAfter(clock.instant());
    }

    /** On its way up for longer than any run may take: its run is gone. */
    private List<Rollout> abandoned() {
        Instant limit = clock.instant().minus(config.abandonedAfter());
        return rollouts.running().stream()
                .filter(r -> r.state() == RolloutState.STARTING || r.state() == RolloutState.READY)
                .filter(r -> r.updatedAt().isBefore(limit))
                .toList();
    }

    private void retire(Rollout rollout, Lease held) {
        // Written first: whoever wants it back from now on starts it anew instead of adopting what is being stopped.
        if (!rollouts.retire(rollout.appId(), rollout.release(), rollout.updatedAt(), held)) {
            return;
        }
        target.stop(rollout.appId(), rollout.release(), Permit.during(held::held));
        router.drop(rollout.appId(), rollout.release());
        LOG.infof("Stopped v%d of app %s: another release serves.", rollout.release(), rollout.appId());
    }

    /** A rollout is written before its service is made, so what is listed first and not found then is nobody's. */
    private void removeStrays(List<Instance> there, Lease held) {
        Map<String, Instance> listed = new HashMap<>();
        there.stream()
                .filter(i -> ALIVE.contains(i.state()))
                .forEach(i -> listed.put(i.appId() + "/" + i.release(), i));
        rollouts.running().forEach(r -> listed.remove(r.appId() + "/" + r.release()));
        strays.keySet().retainAll(listed.keySet());
        listed.forEach((key, stray) -> {
            if (strays.merge(key, 1, Integer::sum) >= SIGHTINGS) {
                target.stop(stray.appId(), stray.release(), Permit.during(held::held));
                LOG.warnf("Removed v%d of app %s, which nothing knows of.", stray.release(), stray.appId());
            }
        });
    }

    /** What has the traffic and is not there at all: the target was made anew, or somebody removed it by hand. */
    private void startMissing(List<Instance> there, Lease held) {
        Map<String, Rollout> gone = new HashMap<>();
        rollouts.running().stream()
                .filter(r -> r.state() == RolloutState.LIVE)
                .forEach(r -> gone.put(r.appId() + "/" + r.release(), r));
        there.forEach(i -> gone.remove(i.appId() + "/" + i.release()));
        missing.keySet().retainAll(gone.keySet());
        gone.forEach((key, rollout) -> {
            if (missing.merge(key, 1, Integer::sum) % SIGHTINGS != 0) {
                return;
            }
            ReleaseSpec spec = specs.of(releases.require(rollout.appId(), rollout.release()));
            if (spec.scale().values().stream().anyMatch(count -> count > 0)) {
                target.start(spec, Permit.during(held::held));
                LOG.warnf("Started %s of '%s' again: nothing of it was there.", spec.version(), spec.appName());
            }
        });
    }
}
