package io.firn.stack;

import com.fasterxml.jackson.databind.JsonNode;
import io.firn.farm.Trials;
import io.firn.farm.Upload;
import io.firn.fault.Fault;
import io.firn.fault.FieldFault;
import io.firn.mirror.Seeds;
import io.firn.mirror.SourceFile;
import io.firn.mirror.SourceRegistry;
import io.firn.nix.Nar;
import io.firn.nix.NarDigest;
import io.firn.nix.PathInfo;
import io.firn.nix.StorePath;
import io.firn.nix.StorePaths;
import io.firn.tree.MapTree;
import io.firn.tree.Tree;
import io.firn.tree.TreeEntry;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** Has a builder make one toolchain of a distribution that is not offered yet. */
@ApplicationScoped
class Trial {
    private final Trials trials;
    private final Seeds seeds;
    private final SourceRegistry registry;
    private final StackSettings settings;

    Trial(Trials trials, Seeds seeds, SourceRegistry registry, StackSettings settings) {
        this.trials = trials;
        this.seeds = seeds;
        this.registry = registry;
        this.settings = settings;
    }

    /** Where the builder made it; a fault says why it could not. */
    StorePath of(Distribution distribution, String tool, String version, JsonNode entry) {
        fetched(entry).ifPresent(file -> registry.register(List.of(file)));
        Tree flake = flake(distribution, tool, version);
        NarDigest digest = Nar.digest(flake);
        StorePath path = StorePaths.fixedRecursive("source", digest.hash());
        var uploads = new ArrayList<Upload>();
        if (distribution.packageSet().equals("debian")) {
            Seeds.Seeded seed = seeds.debian(distribution.tree());
            uploads.add(new Upload(seed.info(), seed.nar()));
        }
        uploads.add(new Upload(
                new PathInfo(
                        path,
                        digest.hash(),
                        digest.size(),
                        new TreeSet<>(),
                        Optional.empty(),
                        Optional.of("fixed:r:" + digest.hash().base32())),
                out -> Nar.write(flake, out)));
        return trials.build(tool + " " + version, uploads, "path:" + path, settings.trial());
    }

    /** The file of a registry that an entry is, where it is one. */
    private static Optional<SourceFile> fetched(JsonNode entry) {
        if (!entry.isObject() || entry.isEmpty()) {
            throw Fault.invalid(
                    "Could not add the version.",
                    List.of(new FieldFault("entry", "must be an object, as versions.json holds it")));
        }
        if (!entry.hasNonNull("file")) {
            return Optional.empty();
        }
        try {
            return Optional.of(SourceFile.ofSri(
                    entry.path("registry").asText("npm"),
                    entry.path("file").asText(),
                    entry.path("hash").asText()));
        } catch (IllegalArgumentException wrong) {
            throw Fault.invalid(
                    "Could not add the version.",
                    List.of(new FieldFault("entry", "names a file that cannot be fetched: " + wrong.getMessage())));
        }
    }

    private static Tree flake(Distribution distribution, String tool, String version) {
        MapTree.Builder files = MapTree.builder();
        files.file(
                "flake.nix",
                """
                {
                  outputs = { self }: {
                    packages.x86_64-linux.default = import ./firn/nix/lib/toolchain.nix {
                      set = "%s";
                      name = "%s";
                      version = "%s";
                    };
                  };
                }
                """
                        .formatted(distribution.packageSet(), tool, version)
                        .getBytes(StandardCharsets.UTF_8));
        files.file(
                "flake.lock",
                "{\"nodes\":{\"root\":{}},\"root\":\"root\",\"version\":7}\n".getBytes(StandardCharsets.UTF_8));
        for (TreeEntry entry : distribution.tree().entries()) {
            boolean wanted = entry.path().startsWith("nix/")
                    || (entry.path().startsWith("buildpacks/") && !entry.path().endsWith(".md"));
            if (entry.isFile() && wanted) {
                files.file("firn/" + entry.path(), Distribution.content(distribution.tree(), entry.path()));
            }
        }
        return files.build();
    }
}
