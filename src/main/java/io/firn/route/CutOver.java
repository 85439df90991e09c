package io.firn.route;

import io.firn.deploy.HealthGate;
import io.firn.deploy.Instance;
import io.firn.deploy.Permit;
import io.firn.deploy.Release;
import io.firn.deploy.ReleaseSpec;
import io.firn.deploy.ReleaseSpecs;
import io.firn.deploy.Releases;
import io.firn.deploy.RolloutState;
import io.firn.deploy.Rollouts;
import io.firn.deploy.Target;
import io.firn.deploy.Verdict;
import io.firn.fault.Fault;
import io.firn.work.Lease;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Moves an app from the release that serves to another one: start it beside the old, wait until it is healthy, commit, switch.
 * Forward and back are the same move; a release that is kept warm is up already, so going back to it is only the switch.
 * Each verb may be called again after a crash.
 */
@ApplicationScoped
public class CutOver {
    /** How often a release is started anew whose image did not reach a node: enough to outlive a restart of our registry. */
    private static final int MORE_FETCHES = 3;

    private final Releases releases;
    private final ReleaseSpecs specs;
    private final Rollouts rollouts;
    private final Target target;
    private final HealthGate gate;
    private final Router router;

    CutOver(Releases releases, ReleaseSpecs specs, Rollouts rollouts, Target target, Router router, Clock clock) {
        this.releases = releases;
        this.specs = specs;
        this.rollouts = rollouts;
        this.target = target;
        this.gate = new HealthGate(target, clock);
        this.router = router;
    }

    /** The whole move. */
    public void to(Release release, Lease lease, Consumer<String> progress) {
        bringUp(release, lease, progress);
        giveTraffic(release, lease);
    }

    /** Whether a release answers and could take the traffic, as far as the database knows. */
    public boolean isUp(Release release) {
        return rollouts.find(release.appId(), release.number())
                .map(r -> r.state() == RolloutState.READY
                        || r.state() == RolloutState.LIVE
                        || r.state() == RolloutState.WARM)
                .orElse(false);
    }

    /** Whether a release has the traffic. */
    public boolean isLive(Release release) {
        return releases.live(release.appId())
                .map(r -> r.number() == release.number())
                .orElse(false);
    }

    /**
     * Starts a release beside whatever serves and waits until it is healthy. Where it does not become healthy it is removed
     * again, what served goes on serving, and the fault says why.
     */
    public void bringUp(Release release, Lease lease, Consumer<String> progress) {
        bringUp(release, lease, Permit.during(lease::held), progress);
    }

    /** The same for a caller whose leave may end for more reasons than a lost lease; removing what failed asks only for that. */
    public void bringUp(Release release, Lease lease, Permit permit, Consumer<String> progress) {
        ReleaseSpec spec = specs.of(release);
        RolloutState before = rollouts.begin(release.appId(), release.number(), lease);
        boolean ours = before == RolloutState.STARTING || before == RolloutState.READY;
        target.start(spec, permit);
        Verdict verdict = gate.await(spec, specs.health(release), permit, progress);
        for (int again = 0; ours && verdict instanceof Verdict.Unfetched && again < MORE_FETCHES; again++) {
            progress.accept("a node did not get the image; starting " + spec.version() + " anew");
            target.stop(release.appId(), release.number(), permit);
            gate.awaitGone(spec, permit);
            target.start(spec, permit);
            verdict = gate.await(spec, specs.health(release), permit, progress);
        }
        switch (verdict) {
            case Verdict.Healthy healthy ->
                rollouts.ready(release.appId(), release.number(), healthy.instances(), lease);
            case Verdict.Unfetched unfetched -> throw failed(release, spec, unfetched.failure(), ours, lease);
            case Verdict.Unhealthy unhealthy -> throw failed(release, spec, unhealthy, ours, lease);
        }
    }

    /** What was started for this move is removed again; what ran before is left alone. */
    private Fault failed(Release release, ReleaseSpec spec, Verdict.Unhealthy why, boolean ours, Lease lease) {
        Fault fault = why.fault(spec, stillServing(release));
        if (ours) {
            target.stop(release.appId(), release.number(), Permit.during(lease::held));
            rollouts.fail(release.appId(), release.number(), why.reason(), lease);
        }
        return fault;
    }

    private String stillServing(Release release) {
        Optional<Release> live = releases.live(release.appId());
        return live.map(r -> r.version() + " serves on.").orElse("Nothing served before, and nothing does now.");
    }

    /** Gives the traffic to a release that is up: prepared in the proxy, committed, switched. */
    public void giveTraffic(Release release, Lease lease) {
        router.prepare(release.appId(), release.number());
        if (!isLive(release)) {
            rollouts.cutOver(release.appId(), release.number(), specs.keepWarm(release.appId()), lease);
        }
        router.apply();
    }

    /** Stops everything that an app runs and forgets its releases and routes. */
    public void destroy(UUID appId, Lease lease) {
        Permit permit = Permit.during(lease::held);
        List<Integer> known = target.everything().stream()
                .filter(i -> i.appId().equals(appId))
                .map(Instance::release)
                .distinct()
                .toList();
        for (int release : known) {
            target.stop(appId, release, permit);
        }
        rollouts.forget(appId, lease);
        router.forget(appId);
    }
}
