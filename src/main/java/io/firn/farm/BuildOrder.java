package io.firn.farm;

import java.util.List;
import java.util.UUID;

/**
 * What is to be built.
 *
 * @param paths what the flake reference leads to and what the flake locks, references before what refers to them
 * @param flakeRef {@code path:/nix/store/<hash>-source}
 * @param attr {@code packages.x86_64-linux.default}
 * @param system {@code x86_64-linux}
 */
public record BuildOrder(
        UUID buildId,
        int attempt,
        List<Upload> paths,
        String flakeRef,
        String attr,
        String system,
        BuildLimits limits) {
    public BuildOrder {
        paths = List.copyOf(paths);
    }

    /** Whether it resolves dependencies: then it reaches this installation, and through it a registry, and nothing else. */
    public boolean resolves() {
        return attr.endsWith(".resolve");
    }
}
