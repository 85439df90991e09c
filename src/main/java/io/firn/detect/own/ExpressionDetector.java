package io.firn.detect.own;

import io.firn.detect.Findings;
import io.firn.detect.Match;
import io.firn.detect.Plan;
import io.firn.detect.StackDetector;
import io.firn.detect.Texts;
import io.firn.tree.Tree;
import java.util.Map;
import java.util.Optional;

/**
 * Repositories with a Nix expression of their own: firn.nix, which is for Firn alone, or a default.nix where there is nothing
 * else and which does not need the packages of the machine that evaluates it.
 */
public final class ExpressionDetector implements StackDetector {
    private static final String OURS = "firn.nix";
    private static final String COMMON = "default.nix";

    @Override
    public String stack() {
        return "nix";
    }

    @Override
    public String looksFor() {
        return "firn.nix or default.nix";
    }

    @Override
    public Optional<Match> match(Tree tree) {
        if (tree.entry(OURS).filter(entry -> entry.isFile()).isPresent()) {
            return Optional.of(Match.of(stack(), 100, OURS, "firn.nix is there"));
        }
        return tree.text(COMMON, Findings.SMALL)
                .filter(text -> !NixCode.of(text).looksUp())
                .map(text -> Match.of(stack(), 15, COMMON, "default.nix is there"));
    }

    @Override
    public boolean own() {
        return true;
    }

    @Override
    public Plan plan(Findings findings) {
        String found = findings.has(OURS) ? OURS : COMMON;
        findings.setting("file", found, found, "it is there");
        Map<String, String> said = findings.owner().map("settings");
        String file = said.getOrDefault("file", found);
        if (!findings.has(file)) {
            throw findings.refuse(
                    "there is no file \"" + Texts.shown(file) + "\"",
                    "Add it, or name the expression as \"file\" in [settings] of firn.toml.");
        }
        return OwnProcesses.plan(findings, stack(), file);
    }
}
