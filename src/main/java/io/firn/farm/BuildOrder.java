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
 * @param network what its fetches can reach
 * @param secrets what its app's own derivations may know, and none of those that they stand on
 */
public record BuildOrder(
        UUID buildId,
        int attempt,
        List<Upload> paths,
        String flakeRef,
        String attr,
        String system,
        BuildLimits limits,
        Network network,
        List<BuildSecret> secrets) {
    public BuildOrder {
        paths = List.copyOf(paths);
        secrets = List.copyOf(secrets);
    }

    /** One whose Nix code is all Firn's. */
    public BuildOrder(
            UUID buildId,
            int attempt,
            List<Upload> paths,
            String flakeRef,
            String attr,
            String system,
            BuildLimits limits) {
        this(buildId, attempt, paths, flakeRef, attr, system, limits, Network.BUILDER, List.of());
    }
}
