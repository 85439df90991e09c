package io.firn.farm;

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

/** A flake with one derivation that runs a line of shell (built-ins only: the sandbox has nothing else) and needs nothing. */
record SampleFlake(Upload upload) {

    static SampleFlake running(String shell) {
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
        return new SampleFlake(new Upload(info, out -> Nar.write(tree, out)));
    }

    BuildOrder order(BuilderJob job, BuildLimits limits) {
        return new BuildOrder(
                job.buildId(),
                job.attempt(),
                List.of(upload),
                "path:" + upload.info().path(),
                "packages.x86_64-linux.default",
                "x86_64-linux",
                limits);
    }
}
