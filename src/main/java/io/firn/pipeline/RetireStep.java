package io.firn.pipeline;

import io.firn.deploy.ReleaseSpecs;
import io.firn.deploy.Rollout;
import io.firn.deploy.RolloutState;
import io.firn.deploy.Rollouts;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Says what becomes of the release before: it has no traffic any more and is kept warm for a while. Those before it are
 * stopped by whoever keeps the target and the database alike, once their last requests are answered.
 */
@ApplicationScoped
class RetireStep implements Step {
    private final Rollouts rollouts;
    private final ReleaseSpecs specs;

    RetireStep(Rollouts rollouts, ReleaseSpecs specs) {
        this.rollouts = rollouts;
        this.specs = specs;
    }

    @Override
    public String name() {
        return "retire";
    }

    @Override
    public Optional<String> done(RunContext run) {
        return warm(run).isEmpty() ? Optional.of("no release runs beside it") : Optional.empty();
    }

    @Override
    public void run(RunContext run) {
        List<Rollout> warm = warm(run);
        rollouts.keepOnly(run.app().id(), warm.getFirst().release(), run.lease());
        long minutes = specs.keepWarm(run.app().id()).toMinutes();
        run.say("v" + warm.getFirst().release() + " has no traffic any more and is kept warm for " + minutes + " min");
    }

    /** Releases that run without traffic, the one that lost it last first. */
    private List<Rollout> warm(RunContext run) {
        return rollouts.running().stream()
                .filter(rollout -> rollout.appId().equals(run.app().id()) && rollout.state() == RolloutState.WARM)
                .sorted(Comparator.comparing(Rollout::updatedAt).reversed())
                .toList();
    }
}
