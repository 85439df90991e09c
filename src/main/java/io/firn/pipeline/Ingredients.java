package io.firn.pipeline;

import io.firn.farm.Upload;
import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import io.firn.flake.Deps;
import io.firn.mirror.AppSources;
import io.firn.mirror.InputTrees;
import io.firn.mirror.Seeds;
import io.firn.mirror.SourceFile;
import io.firn.mirror.SourceRegistry;
import io.firn.nix.ContentAddress.Algorithm;
import io.firn.nix.NarHash;
import io.firn.stack.Distribution;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** What a build needs beside the flake: the files that its lock names, and what a package set begins with. */
@ApplicationScoped
class Ingredients {
    private final SourceRegistry sources;
    private final Seeds seeds;
    private final InputTrees inputTrees;
    private final AppSources appSources;

    Ingredients(SourceRegistry sources, Seeds seeds, InputTrees inputTrees, AppSources appSources) {
        this.appSources = appSources;
        this.inputTrees = inputTrees;
        this.sources = sources;
        this.seeds = seeds;
    }

    /** Lets builders fetch the files that an app's lock file names, and only those. */
    void register(UUID appId, Deps deps) {
        List<SourceFile> files = files(deps);
        sources.register(files);
        appSources.bring(appId, files);
    }

    private static List<SourceFile> files(Deps deps) {
        return deps.files().stream()
                .filter(file -> !file.registry().equals("source")) // it comes with the app's source
                .map(Ingredients::file)
                .toList();
    }

    /** All that has to be in the builder's store before it evaluates the flake. */
    List<Upload> uploads(Blueprint.Parts parts, Distribution distribution) {
        List<Upload> uploads = new ArrayList<>();
        if (distribution.packageSet().equals("debian")) {
            Seeds.Seeded seed = seeds.debian(distribution.tree());
            uploads.add(new Upload(seed.info(), seed.nar()));
        }
        uploads.addAll(inputs(parts.files().deps()));
        uploads.add(parts.source());
        uploads.add(parts.flake());
        return uploads;
    }

    /** Inputs of the repository's own flake: an evaluation can fetch nothing, so they are there before it. */
    private List<Upload> inputs(Deps deps) {
        if (deps.inputs().isEmpty()) {
            return List.of();
        }
        sources.register(files(deps));
        List<Upload> uploads = new ArrayList<>();
        for (Deps.SourceFile file : deps.files()) {
            Deps.Input input = deps.inputs().get(file.name());
            if (input != null) {
                Seeds.Seeded tree = inputTrees.get(file(file), NarHash.parse(input.narHash()));
                uploads.add(new Upload(tree.info(), tree.nar()));
            }
        }
        return uploads;
    }

    private static SourceFile file(Deps.SourceFile file) {
        String hash = file.hash();
        try {
            int colon = hash.indexOf(':');
            return colon < 0
                    ? SourceFile.ofSri(file.registry(), file.file(), hash)
                    : new SourceFile(
                            Algorithm.parse(hash.substring(0, colon)),
                            hash.substring(colon + 1),
                            file.registry(),
                            file.file());
        } catch (IllegalArgumentException e) {
            throw Fault.of(
                            FaultCode.UNSUPPORTED,
                            "Could not use the lock file's entry for '" + file.name() + "': " + e.getMessage() + ".",
                            "Make the lock file anew with the package manager and push again.")
                    .causedBy(e);
        }
    }
}
