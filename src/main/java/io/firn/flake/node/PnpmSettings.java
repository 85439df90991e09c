package io.firn.flake.node;

import com.fasterxml.jackson.databind.JsonNode;
import io.firn.tree.Tree;
import java.util.Locale;

/** How a repository wants pnpm to lay packages out: {@code .npmrc} and {@code pnpm-workspace.yaml}. */
final class PnpmSettings {
    private static final int LIMIT = 1 << 20;

    private final boolean flat;

    PnpmSettings(Tree tree) {
        boolean byFile = tree.text(".npmrc", LIMIT).orElse("").lines().anyMatch(line -> {
            String plain = line.toLowerCase(Locale.ROOT).replaceAll("\\s", "");
            return plain.equals("shamefully-hoist=true")
                    || plain.equals("node-linker=hoisted")
                    || plain.equals("public-hoist-pattern[]=*");
        });
        JsonNode workspace = tree.text("pnpm-workspace.yaml", LIMIT)
                .filter(text -> !text.isBlank())
                .map(text -> Yaml.read("pnpm-workspace.yaml", text))
                .orElse(null);
        boolean byWorkspace = workspace != null
                && (workspace.path("shamefullyHoist").asBoolean(false)
                        || workspace.path("nodeLinker").asText("").equals("hoisted"));
        this.flat = byFile || byWorkspace;
    }

    /** Whether every package is found from the root. */
    boolean flat() {
        return flat;
    }
}
