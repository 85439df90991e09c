package io.firn.stack;

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
 */
public record UpgradeView(
        boolean locked, boolean current, List<Change> plan, List<Change> buildpacks, List<Change> packages) {

    static UpgradeView of(Decision decision, Distribution held) {
        var files = new ArrayList<Change>();
        var packages = new ArrayList<Change>();
        DistributionDiff.between(held, decision.distribution(), decision.plan().stack(), files, packages);
        return new UpgradeView(
                decision.lock().isPresent(),
                decision.asLocked(),
                decision.moved(),
                List.copyOf(files),
                List.copyOf(packages));
    }
}
