package io.firn.detect.own;

import io.firn.detect.Findings;
import io.firn.detect.Match;
import io.firn.detect.Plan;
import io.firn.detect.StackDetector;
import io.firn.tree.Tree;
import java.util.Optional;

/**
 * Repositories with a flake.nix that gives a package or an app. Most flakes are there for the developers' shells, and many
 * repositories of a language package themselves too, so every language goes before it; firn.toml has it the other way round.
 */
public final class FlakeDetector implements StackDetector {
    static final String FILE = "flake.nix";

    @Override
    public String stack() {
        return "flake";
    }

    @Override
    public String looksFor() {
        return "a flake.nix that gives packages or apps";
    }

    @Override
    public Optional<Match> match(Tree tree) {
        return tree.text(FILE, Findings.SMALL)
                .filter(text -> NixCode.of(text).givesPackages())
                .map(text -> Match.of(stack(), 46, FILE, "flake.nix gives packages or apps"));
    }

    @Override
    public boolean own() {
        return true;
    }

    @Override
    public Plan plan(Findings findings) {
        if (!findings.has(FILE)) {
            throw findings.refuse("there is no flake.nix", "Add one that gives packages.x86_64-linux.default.");
        }
        return OwnProcesses.plan(findings, stack(), FILE);
    }
}
