package io.firn.stack;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.firn.detect.Plan;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How an app is built now.
 *
 * @param plan the plan of the branch that deploys, with what is locked
 * @param lock how often the lock has changed; null before the first release
 * @param lockedAt when it changed last
 * @param packageSet where toolchains come from
 * @param buildpacks which Nix code and buildpacks: the beginning of their digest
 * @param newer whether this Firn has others
 * @param moved what the next deploy will move, because the repository asks for it
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PlanView(
        Plan plan,
        @Nullable Long lock,
        @Nullable Instant lockedAt,
        String packageSet,
        String buildpacks,
        boolean newer,
        List<Change> moved) {

    static PlanView of(Decision decision, Distribution current) {
        return new PlanView(
                decision.plan(),
                decision.lock().map(AppLock::revision).orElse(null),
                decision.lock().map(AppLock::at).orElse(null),
                decision.distribution().packageSet(),
                decision.distribution().revision(),
                !current.digest().equals(decision.distribution().digest()),
                decision.moved());
    }
}
