package io.firn.stack;

import io.firn.detect.Plan;
import java.util.List;
import java.util.Optional;

/**
 * How a revision of an app is built.
 *
 * @param plan the plan
 * @param distribution the Nix code and buildpacks
 * @param lock what the app was locked to before; empty for one that was never deployed
 * @param moved what differs from the lock because the repository, or whoever upgrades, asks for it
 */
public record Decision(Plan plan, Distribution distribution, Optional<AppLock> lock, List<Change> moved) {
    public Decision {
        moved = List.copyOf(moved);
    }

    /** The same for decisions that build the same from the same source. */
    public String fingerprint() {
        return Fingerprint.of(List.of(distribution.digest(), distribution.packageSet(), PlanDiff.fingerprint(plan)));
    }

    /** Whether it builds the same way as the lock says. */
    boolean asLocked() {
        return lock.filter(held -> held.distribution().equals(distribution.digest())
                        && held.packageSet().equals(distribution.packageSet())
                        && PlanDiff.fingerprint(held.plan()).equals(PlanDiff.fingerprint(plan)))
                .isPresent();
    }
}
