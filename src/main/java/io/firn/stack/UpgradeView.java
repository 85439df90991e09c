package io.firn.stack;

import io.firn.flake.Unlocked;
import io.firn.tree.Tree;
import java.util.ArrayList;
import java.util.List;

/**
 * What an upgrade would change.
 *
 * @param locked whether the app is locked to anything yet
 * @param current whether nothing would change
 * @param plan answers: tools, commands, settings
 * @param buildpacks files of the stack's buildpack and of the Nix library
 * @param packages packages of the package set, by release
 * @param chosenAnew the file whose packages are chosen anew at the index, for no lock file says which; what that gives is known when
 *     it is asked. Empty where there is none
 */
public record UpgradeView(
        boolean locked,
        boolean current,
        List<Change> plan,
        List<Change> buildpacks,
        List<Change> packages,
        String chosenAnew) {

    static UpgradeView of(Decision decision, Distribution held, Tree source) {
        var files = new ArrayList<Change>();
        var packages = new ArrayList<Change>();
        DistributionDiff.between(held, decision.distribution(), decision.plan().stack(), files, packages);
        String chosenAnew = Unlocked.of(
                        decision.plan(), source, decision.distribution().offers())
                .map(Unlocked::manifest)
                .orElse("");
        return new UpgradeView(
                decision.lock().isPresent(),
                decision.asLocked() && chosenAnew.isEmpty(),
                decision.moved(),
                List.copyOf(files),
                List.copyOf(packages),
                chosenAnew);
    }
}
