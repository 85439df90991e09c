package io.firn.mirror;

import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import io.firn.nix.Nar;
import io.firn.nix.NarDigest;
import io.firn.nix.NarHash;
import io.firn.nix.PathInfo;
import io.firn.nix.StorePath;
import io.firn.nix.StorePaths;
import io.firn.tree.TreeLimits;
import jakarta.inject.Singleton;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.zip.GZIPInputStream;

/** The inputs of flakes, as the trees that their lock names: an archive that the mirror keeps, unpacked and compared with its hash. */
@Singleton
public final class InputTrees {
    private final Sources sources;
    private final MirrorSettings settings;
    private final Supplier<UUID> ids;

    InputTrees(Sources sources, MirrorSettings settings, Supplier<UUID> ids) {
        this.sources = sources;
        this.settings = settings;
        this.ids = ids;
    }

    /**
     * The tree of an input; {@code CORRUPT} where the archive is not what the lock says.
     *
     * @param archive a registered .tar.gz with one folder
     * @param hash of the folder's content as a NAR
     */
    public Seeds.Seeded get(SourceFile archive, NarHash hash) {
        Path nar = settings.folder().resolve("nar").resolve(hash.base32());
        try {
            if (!Files.isRegularFile(nar)) {
                unpack(archive, hash, nar);
            }
            StorePath path = StorePaths.fixedRecursive("source", hash);
            var info = new PathInfo(
                    path,
                    hash,
                    Files.size(nar),
                    new TreeSet<>(),
                    Optional.empty(),
                    Optional.of("fixed:r:" + hash.base32()));
            return new Seeds.Seeded(info, out -> Files.copy(nar, out));
        } catch (IOException e) {
            throw Fault.of(
                            FaultCode.UNAVAILABLE,
                            "Could not unpack '" + archive.file() + "': " + e.getMessage() + ".",
                            "Look at the folder that firn.sources.folder names, then try again.")
                    .causedBy(e);
        }
    }

    private void unpack(SourceFile archive, NarHash hash, Path nar) throws IOException {
        Path packed = sources.get(archive.algorithm(), archive.hex());
        Files.createDirectories(nar.getParent());
        Path tar = nar.resolveSibling("." + ids.get() + ".tar");
        Path draft = nar.resolveSibling("." + ids.get());
        try {
            try (InputStream in = new GZIPInputStream(new BufferedInputStream(Files.newInputStream(packed)));
                    OutputStream out = Files.newOutputStream(tar)) {
                bounded(archive, in, out);
            }
            try (var tree = new TarTree(tar)) {
                NarDigest found = Nar.digest(tree);
                if (!found.hash().equals(hash)) {
                    throw Fault.of(
                            FaultCode.CORRUPT,
                            "Could not take '" + archive.file() + "' from the registry '" + archive.registry()
                                    + "': its content has the hash "
                                    + found.hash().sri() + ", flake.lock says "
                                    + hash.sri() + ".",
                            "Do not trust either before you know why; then make flake.lock anew.");
                }
                try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(draft))) {
                    Nar.write(tree, out);
                }
            }
            Files.move(draft, nar, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(tar);
            Files.deleteIfExists(draft);
        }
    }

    /** A small archive can unpack to a whole disk. */
    private static void bounded(SourceFile archive, InputStream in, OutputStream out) throws IOException {
        Sources.copy(
                in,
                out,
                TreeLimits.DEFAULT.totalBytes() + 4096L * TreeLimits.DEFAULT.entries(),
                () -> Fault.of(
                        FaultCode.TOO_LARGE,
                        "Could not unpack '" + archive.file() + "': it holds more than "
                                + TreeLimits.DEFAULT.totalBytes() + " bytes.",
                        "Take a smaller input."));
    }
}
