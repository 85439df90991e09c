package io.firn.pipeline;

import io.firn.deploy.Release;
import io.firn.deploy.Rollout;
import io.firn.deploy.RolloutState;
import io.firn.deploy.Rollouts;
import io.firn.deploy.Target;
import io.firn.route.CutOver;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** Makes the release and starts it beside what serves. It gets no traffic before all of it answers. */
@ApplicationScoped
class DeployStep implements Step {
    private final ReleaseOfRun releases;
    private final CutOver cutOver;
    private final Rollouts rollouts;
    private final Target target;

    DeployStep(ReleaseOfRun releases, CutOver cutOver, Rollouts rollouts, Target target) {
        this.releases = releases;
        this.cutOver = cutOver;
        this.rollouts = rollouts;
        this.target = target;
    }

    @Override
    public String name() {
        return "deploy";
    }

    @Override
    public Optional<String> done(RunContext run) {
        return releases.find(run)
                .filter(release -> state(release) == RolloutState.LIVE)
                .map(release -> release.version() + " serves");
    }

    @Override
    public void run(RunContext run) {
        Release release = run.row().kind() == RunKind.ROLLBACK ? releases.forRollback(run) : releases.forDeploy(run);
        boolean warm = state(release) == RolloutState.WARM;
        cutOver.bringUp(release, run.lease(), run.permit(), run::say);
        run.say(release.version() + (warm ? " is still warm, and answers" : " answers"));
    }

    /** Stops what never served. A release that was there before this run, warm or live, is left alone. */
    @Override
    public void undo(RunContext run) {
        releases.find(run).ifPresent(release -> {
            RolloutState state = state(release);
            if (state == RolloutState.STARTING || state == RolloutState.READY) {
                target.stop(run.app().id(), release.number(), run.leaseOnly());
                rollouts.fail(run.app().id(), release.number(), "its run ended before it served", run.lease());
            }
        });
    }

    private RolloutState state(Release release) {
        return rollouts.find(release.appId(), release.number())
                .map(Rollout::state)
                .orElse(RolloutState.RETIRED);
    }
}
