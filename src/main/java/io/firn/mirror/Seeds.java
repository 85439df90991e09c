package io.firn.mirror;

import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import io.firn.nix.ContentAddress.Algorithm;
import io.firn.nix.Nar;
import io.firn.nix.NarDigest;
import io.firn.nix.NarSource;
import io.firn.nix.PathInfo;
import io.firn.nix.StorePath;
import io.firn.packages.PackageLock;
import io.firn.packages.Seed;
import io.firn.tree.Tree;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** Gives builders the program that the debian package set begins with, fetched as any source and unpacked here. */
@Singleton
public final class Seeds {
    private static final String SETS = "nix/sets/debian/";
    private static final int LIMIT = 64 << 20;

    /**
     * A store path that a builder gets by content.
     *
     * @param info the path
     * @param nar writes its NAR; may be called again
     */
    public record Seeded(PathInfo info, NarSource nar) {}

    private final Sources sources;
    private final SourceRegistry registry;
    private final Map<StorePath, Seeded> known = new HashMap<>();

    Seeds(Sources sources, SourceRegistry registry) {
        this.sources = sources;
        this.registry = registry;
    }

    /** The seed of a distribution; fetched at the first call. */
    public synchronized Seeded debian(Tree distribution) {
        Seed seed = Seed.parse(read(distribution, SETS + "seed.json"));
        Seeded seeded = known.get(seed.storePath());
        if (seeded == null) {
            seeded = make(distribution, seed);
            known.put(seed.storePath(), seeded);
        }
        return seeded;
    }

    private Seeded make(Tree distribution, Seed seed) {
        PackageLock lock = PackageLock.parse(read(distribution, SETS + seed.release() + ".lock.json"));
        PackageLock.Entry entry = lock.packages().get(seed.pkg());
        if (entry == null) {
            throw Fault.of(
                    FaultCode.INVALID,
                    "Could not fetch the seed: the lock of '" + seed.release() + "' has no package '" + seed.pkg()
                            + "'.",
                    "Add it to the roots and make the lock again: firn packages lock");
        }
        var file = new SourceFile(Algorithm.SHA256, entry.sha256(), "debian", entry.file());
        registry.register(List.of(file));
        Tree tree = seed.unpack(sources.get(file.algorithm(), file.hex()));
        NarDigest digest = Nar.digest(tree);
        var info = new PathInfo(
                seed.storePath(),
                digest.hash(),
                digest.size(),
                new TreeSet<>(),
                Optional.empty(),
                Optional.of("fixed:r:" + digest.hash().base32()));
        return new Seeded(info, out -> Nar.write(tree, out));
    }

    private static String read(Tree distribution, String file) {
        return distribution
                .text(file, LIMIT)
                .orElseThrow(() -> Fault.of(
                        FaultCode.INVALID,
                        "Could not read '" + file + "': the distribution does not hold it.",
                        "Set firn.nix-home to the distribution's folder."));
    }
}
