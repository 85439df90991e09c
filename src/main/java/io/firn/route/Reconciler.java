package io.firn.route;

import io.firn.deploy.Instance;
import io.firn.deploy.InstancesChanged;
import io.firn.deploy.Permit;
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
 * is over are stopped once their last requests are answered, and what nobody knows of is removed.
 */
@ApplicationScoped
public class Reconciler {
    private static final Logger LOG = Logger.getLogger(Reconciler.class);
    private static final String LEASE = "route.reconcile";
    /** A service that no rollout names is removed only when it was seen this often in a row. */
    private static final int STRAY_SIGHTINGS = 3;

    private static final Set<Instance.State> ALIVE =
            Set.of(Instance.State.WAITING, Instance.State.STARTING, Instance.State.RUNNING);

    private final Router router;
    private final Rollouts rollouts;
    private final Target target;
    private final Leases leases;
    private final RouteConfig config;
    private final Clock clock;
    private final Map<String, Integer> strays = new HashMap<>();
    private volatile @Nullable Lease lease;
    private volatile @Nullable String trouble;

    Reconciler(Router router, Rollouts rollouts, Target target, Leases leases, RouteConfig config, Clock clock) {
        this.router = router;
        this.rollouts = rollouts;
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
        removeStrays(held);
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
    private void removeStrays(Lease held) {
        Map<String, Instance> listed = new HashMap<>();
        target.everything().stream()
                .filter(i -> ALIVE.contains(i.state()))
                .forEach(i -> listed.put(i.appId() + "/" + i.release(), i));
        rollouts.running().forEach(r -> listed.remove(r.appId() + "/" + r.release()));
        strays.keySet().retainAll(listed.keySet());
        listed.forEach((key, stray) -> {
            if (strays.merge(key, 1, Integer::sum) >= STRAY_SIGHTINGS) {
                target.stop(stray.appId(), stray.release(), Permit.during(held::held));
                LOG.warnf("Removed v%d of app %s, which nothing knows of.", stray.release(), stray.appId());
            }
        });
    }
}
