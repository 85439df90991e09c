package io.firn.mirror;

import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import io.firn.mirror.Resolutions.Resolution;
import io.firn.nix.ContentAddress.Algorithm;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;

/** Gets files of a registry for a resolution, keeps them by their hash like all sources, and notes which they were. */
@Singleton
final class Recorder {
    private static final Set<String> CHECKSUMS = Set.of("sha1", "md5", "sha256", "sha512", "asc");

    private final Resolutions resolutions;
    private final SourceRegistry known;
    private final Sources sources;
    private final Registries registries;
    private final MirrorSettings settings;
    private final Supplier<UUID> ids;
    private final Download download;

    Recorder(
            Resolutions resolutions,
            SourceRegistry known,
            Sources sources,
            Registries registries,
            MirrorSettings settings,
            Supplier<UUID> ids) {
        this.resolutions = resolutions;
        this.known = known;
        this.sources = sources;
        this.registries = registries;
        this.settings = settings;
        this.ids = ids;
        this.download = new Download(settings.timeout());
    }

    /**
     * A file that the tool gets.
     *
     * @param place where it is kept
     * @param sha1 hexadecimal
     */
    record Got(Path place, String sha1) {}

    /** The file, kept and noted; empty where the registry has none of that name. */
    Optional<Got> get(Resolution resolution, String file) throws IOException {
        if (CHECKSUMS.contains(file.substring(file.lastIndexOf('.') + 1)) || !plain(resolution, file)) {
            return Optional.empty();
        }
        Optional<String> before = changes(file) ? Optional.empty() : resolutions.seen(resolution.registry(), file);
        Optional<Path> place = before.map(hex -> sources.get(Algorithm.SHA256, hex));
        if (place.isEmpty()) {
            place = fetch(resolution, file);
        }
        if (place.isEmpty()) {
            return Optional.empty();
        }
        resolutions.got(resolution.id(), file, place.get().getFileName().toString());
        return Optional.of(new Got(place.get(), sha1(place.get())));
    }

    private static boolean plain(Resolution resolution, String file) {
        try {
            return !new SourceFile(Algorithm.SHA256, "0".repeat(64), resolution.registry(), file)
                    .file()
                    .isEmpty();
        } catch (IllegalArgumentException notAPath) {
            return false;
        }
    }

    /** Lists of versions and snapshots are not the same tomorrow; released files are. */
    private static boolean changes(String file) {
        return file.contains("maven-metadata") || file.contains("-SNAPSHOT");
    }

    private Optional<Path> fetch(Resolution resolution, String file) throws IOException {
        IOException last = null;
        for (Base base : registries.of(resolution.registry())) {
            try {
                Optional<InputStream> body = download.open(base, file);
                if (body.isPresent()) {
                    try (InputStream in = body.get()) {
                        return Optional.of(keep(resolution, file, in));
                    }
                }
            } catch (IOException e) {
                last = e;
            }
        }
        if (last != null) {
            throw Fault.of(
                            FaultCode.UNAVAILABLE,
                            "Could not fetch '" + file + "' from the registry '" + resolution.registry() + "': "
                                    + last.getMessage() + ".",
                            "Try again later.")
                    .causedBy(last);
        }
        return Optional.empty();
    }

    private Path keep(Resolution resolution, String file, InputStream in) throws IOException {
        Files.createDirectories(settings.folder());
        Path draft = settings.folder().resolve("." + ids.get());
        try {
            MessageDigest digest = digest("SHA-256");
            try (OutputStream out = Files.newOutputStream(draft)) {
                copy(file, new DigestInputStream(in, digest), out);
            }
            String hex = HexFormat.of().formatHex(digest.digest());
            Path place = sources.place(Algorithm.SHA256, hex);
            Files.createDirectories(place.getParent());
            Files.move(draft, place, StandardCopyOption.ATOMIC_MOVE);
            known.register(List.of(new SourceFile(Algorithm.SHA256, hex, resolution.registry(), file)));
            return place;
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    private void copy(String file, InputStream in, OutputStream out) throws IOException {
        byte[] buffer = new byte[1 << 16];
        long total = 0;
        for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
            total += count;
            if (total > settings.maxFile()) {
                throw Fault.of(
                        FaultCode.TOO_LARGE,
                        "Could not fetch '" + file + "': it is larger than " + settings.maxFile() + " bytes.",
                        "Raise firn.sources.max-file if that is right.");
            }
            out.write(buffer, 0, count);
        }
    }

    private static String sha1(Path place) throws IOException {
        MessageDigest digest = digest("SHA-1");
        try (InputStream in = new DigestInputStream(Files.newInputStream(place), digest)) {
            in.transferTo(OutputStream.nullOutputStream());
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest digest(String name) {
        try {
            return MessageDigest.getInstance(name);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has " + name, e);
        }
    }
}
