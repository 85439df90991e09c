package io.firn.farm;

import io.firn.build.BuildInputs;
import io.firn.nix.Nar;
import io.firn.nix.NarDigest;
import io.firn.nix.PathInfo;
import io.firn.nix.StorePath;
import io.firn.nix.StorePaths;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Predicate;

/** A flake with one derivation that runs a line of shell (built-ins only: the sandbox has nothing else) and needs nothing. */
public record SampleBuild(Upload upload) {
    /** What of it is built. */
    public static final String ATTR = "packages.x86_64-linux.default";

    /** A flake that no build has had before. */
    public static SampleBuild running(String shell) {
        String nix =
                """
                {
                  outputs = { self }: {
                    packages.x86_64-linux.default = derivation {
                      name = "sample-%s";
                      system = "x86_64-linux";
                      builder = "/bin/sh";
                      args = [ "-c" "%s" ];
                    };
                  };
                }
                """
                        .formatted(
                                UUID.randomUUID(),
                                shell.replace("\\", "\\\\")
                                        .replace("\"", "\\\"")
                                        .replace("${", "\\${"));
        var tree = new MemoryTree(Map.of("flake.nix", nix));
        NarDigest digest = Nar.digest(tree);
        StorePath path = StorePaths.fixedRecursive("source", digest.hash());
        var info =
                new PathInfo(path, digest.hash(), digest.size(), new TreeSet<>(), Optional.empty(), Optional.empty());
        return new SampleBuild(new Upload(info, out -> Nar.write(tree, out)));
    }

    BuildOrder order(BuilderJob job, BuildLimits limits) {
        return new BuildOrder(
                job.buildId(),
                job.attempt(),
                List.of(upload),
                "path:" + upload.info().path(),
                ATTR,
                "x86_64-linux",
                limits);
    }

    /** What a build of it needs. */
    public BuildInputs inputs(Predicate<StorePath> kept) {
        return new BuildInputs(List.of(upload), "path:" + upload.info().path(), kept);
    }
}
