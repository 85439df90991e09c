package io.firn.deploy;

import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import io.firn.work.Lease;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * What is on the target, as it should be. Each verb is one short transaction under the caller's lease; {@link #cutOver} is the
 * single point at which traffic is given to a release.
 */
@ApplicationScoped
public class Rollouts {
    /** How long a warm release that somebody wants back is safe from being stopped. */
    private static final Duration IN_USE = Duration.ofMinutes(10);

    private final RolloutRows rows;
    private final ReleaseRows releases;
    private final InstanceRows instances;
    private final Clock clock;
    private final Supplier<UUID> ids;

    Rollouts(RolloutRows rows, ReleaseRows releases, InstanceRows instances, Clock clock, Supplier<UUID> ids) {
        this.rows = rows;
        this.releases = releases;
        this.instances = instances;
        this.clock = clock;
        this.ids = ids;
    }

    /** Says that a release is being started; nothing changes for one that runs. */
    @Transactional
    public RolloutState begin(UUID appId, int release, Lease lease) {
        lease.fence();
        Rollout rollout = rows.of(appId, release).orElseGet(() -> {
            var fresh = new Rollout(ids.get(), appId, release, clock.instant());
            rows.persist(fresh);
            return fresh;
        });
        if (rollout.state().running()) {
            rollout.touch(clock.instant(), IN_USE);
        } else {
            rollout.start(clock.instant());
        }
        return rollout.state();
    }

    /** Says that a release answers, and where. */
    @Transactional
    public void ready(UUID appId, int release, List<Instance> healthy, Lease lease) {
        lease.fence();
        Rollout rollout = require(appId, release);
        if (rollout.state() == RolloutState.STARTING) {
            rollout.ready(clock.instant());
        }
        Instant now = clock.instant();
        healthy.forEach(i -> instances.save(new Sighting(i, true, 0, "healthy", now)));
    }

    /** Says that a release did not come up. */
    @Transactional
    public void fail(UUID appId, int release, String why, Lease lease) {
        lease.fence();
        require(appId, release).fail(clock.instant(), why);
        instances.forget(appId, release);
    }

    /** Gives the traffic to a release; the one that had it is kept warm. Returns the epoch of the change. */
    @Transactional
    public long cutOver(UUID appId, int release, Duration keepWarm, Lease lease) {
        lease.fence();
        releases.nextNumber(appId);
        OptionalInt before = releases.live(appId);
        Instant now = clock.instant();
        if (before.isPresent() && before.getAsInt() != release) {
            require(appId, before.getAsInt()).warm(now, keepWarm);
            rows.flush();
        }
        require(appId, release).live(now);
        return releases.setLive(appId, release);
    }

    /**
     * Says that a release is no longer wanted and about to be stopped; false where it changed since it was looked at.
     *
     * @param seen the rollout's {@link Rollout#updatedAt} as the decision saw it
     */
    @Transactional
    public boolean retire(UUID appId, int release, Instant seen, Lease lease) {
        lease.fence();
        Rollout rollout = require(appId, release);
        if (!rollout.updatedAt().equals(seen) || rollout.state() == RolloutState.LIVE) {
            return false;
        }
        rollout.retire(clock.instant());
        instances.forget(appId, release);
        return true;
    }

    /** Ends the warm time of all warm releases of an app but one; they are stopped once their last requests are answered. */
    @Transactional
    public void keepOnly(UUID appId, int release, Lease lease) {
        lease.fence();
        rows.in(RolloutState.WARM).stream()
                .filter(r -> r.appId().equals(appId) && r.release() != release)
                .forEach(r -> r.cool(clock.instant()));
    }

    /** Forgets all releases of an app; only after all of them were stopped. */
    @Transactional
    public void forget(UUID appId, Lease lease) {
        lease.fence();
        releases.forget(appId);
    }

    /** One rollout. */
    @Transactional
    public Optional<Rollout> find(UUID appId, int release) {
        return rows.of(appId, release);
    }

    /** All rollouts of which something may run. */
    @Transactional
    public List<Rollout> running() {
        return rows.in(RolloutState.STARTING, RolloutState.READY, RolloutState.LIVE, RolloutState.WARM);
    }

    /** Releases that are kept warm, and whose time is over. */
    @Transactional
    public List<Rollout> cold() {
        Instant now = clock.instant();
        return rows.in(RolloutState.WARM).stream()
                .filter(r -> r.keepUntil().map(until -> !until.isAfter(now)).orElse(true))
                .toList();
    }

    private Rollout require(UUID appId, int release) {
        return rows.of(appId, release)
                .orElseThrow(() -> Fault.of(
                        FaultCode.CONFLICT, "Could not go on with v" + release + ": its rollout was never begun."));
    }
}
