package io.firn.mirror;

import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import io.firn.nix.ContentAddress.Algorithm;
import io.firn.packages.NixBundle;
import io.firn.packages.PackageLock;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/**
 * Firn's own Nix as a file to hand out: made from Debian's packages when it is first asked for, kept when its hash is the one
 * that this version of Firn, and so its join script, pins.
 */
@Singleton
public final class NixArchives {
    private static final int VERSION_CHARS = 12;
    private static final int BUFFER = 1 << 16;

    private final Sources sources;
    private final SourceRegistry registry;
    private final MirrorSettings settings;
    private final Supplier<UUID> ids;
    private final NixBundle bundle = NixBundle.own();

    NixArchives(Sources sources, SourceRegistry registry, MirrorSettings settings, Supplier<UUID> ids) {
        this.sources = sources;
        this.registry = registry;
        this.settings = settings;
        this.ids = ids;
    }

    /**
     * The archive, a gzipped tar.
     *
     * @param version the first twelve digits of its hash
     * @param system {@code x86_64-linux}
     * @throws Fault {@code NOT_FOUND} where this version of Firn has no such archive, {@code UNAVAILABLE} where its packages cannot
     *     be fetched
     */
    public synchronized Path archive(String version, String system) {
        NixBundle.Pin pin = bundle.pin();
        if (!version.equals(pin.sha256().substring(0, VERSION_CHARS)) || !system.equals(pin.system())) {
            throw Fault.of(
                    FaultCode.NOT_FOUND,
                    "Could not find that Nix: this version of Firn has " + pin.version() + " for " + pin.system() + ".",
                    "Make a line with today's join script: firn nodes join-token");
        }
        Path place = settings.folder().resolve("nix-" + pin.sha256() + ".tar.gz");
        if (!Files.isRegularFile(place)) {
            try {
                make(place);
            } catch (IOException e) {
                throw Fault.of(
                                FaultCode.UNAVAILABLE,
                                "Could not make Firn's own Nix: " + e.getMessage() + ".",
                                "See that '" + settings.folder() + "' can be written and has 200 MB of room.")
                        .causedBy(e);
            }
        }
        return place;
    }

    private void make(Path place) throws IOException {
        registry.register(bundle.lock().packages().values().stream()
                .map(NixArchives::source)
                .toList());
        Path work = settings.folder().resolve(".nix-" + ids.get());
        Path draft = settings.folder().resolve(".nix-" + ids.get() + ".tar.gz");
        try {
            Files.createDirectories(work);
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            try (OutputStream file = Files.newOutputStream(draft);
                    var packed = new GZIPOutputStream(file, BUFFER);
                    var out = new DigestOutputStream(packed, digest)) {
                bundle.write(this::fetched, work, out);
            }
            String made = HexFormat.of().formatHex(digest.digest());
            if (!made.equals(bundle.pin().sha256())) {
                throw Fault.of(
                        FaultCode.CORRUPT,
                        "Could not make Firn's own Nix: it came out as sha256 " + made + ", pinned is "
                                + bundle.pin().sha256() + ".",
                        "Use a build of Firn whose runtime/nix belongs together.");
            }
            Files.move(draft, place, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        } finally {
            Files.deleteIfExists(draft);
            delete(work);
        }
    }

    private static SourceFile source(PackageLock.Entry entry) {
        return new SourceFile(Algorithm.SHA256, entry.sha256(), "debian", entry.file());
    }

    private Path fetched(PackageLock.Entry entry) {
        return sources.get(Algorithm.SHA256, entry.sha256());
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
