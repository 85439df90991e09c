package io.firn.mirror;

import io.firn.mirror.Resolutions.Resolution;
import io.firn.nix.ContentAddress.Algorithm;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Gets files of a registry for a resolution, keeps them by their hash like all sources, and notes which they were. */
@Singleton
final class Recorder {
    private static final Set<String> CHECKSUMS = Set.of("sha1", "md5", "sha256", "sha512", "asc");

    private final Resolutions resolutions;
    private final SourceRegistry known;
    private final Sources sources;
    private final AppRegistries registries;

    Recorder(Resolutions resolutions, SourceRegistry known, Sources sources, AppRegistries registries) {
        this.registries = registries;
        this.resolutions = resolutions;
        this.known = known;
        this.sources = sources;
    }

    /**
     * A file that the tool gets.
     *
     * @param place where it is kept
     * @param sha1 hexadecimal
     */
    record Got(Path place, String sha1) {}

    /** The file, kept and noted, from the app's own registry where that has it; empty where there is none of that name. */
    Optional<Got> get(Resolution resolution, String file) throws IOException {
        if (CHECKSUMS.contains(file.substring(file.lastIndexOf('.') + 1)) || !plain(resolution, file)) {
            return Optional.empty();
        }
        Optional<Base> base = registries.of(resolution.appId(), resolution.registry());
        IOException refusal = null;
        Optional<Path> place = Optional.empty();
        if (base.isPresent()) {
            try {
                place = kept(sources.discover(base.get(), resolution.registry(), file));
            } catch (IOException e) {
                refusal = e; // registries answer for strangers' files as they like
            }
        }
        boolean own = place.isPresent();
        if (!own) {
            Optional<String> before = changes(file) ? Optional.empty() : resolutions.seen(resolution.registry(), file);
            place = before.map(hex -> sources.get(Algorithm.SHA256, hex))
                    .or(() -> kept(sources.discover(resolution.registry(), file)));
        }
        if (place.isEmpty()) {
            if (refusal != null) {
                throw AppDiscoveries.refused(
                        resolution.registry(), file, String.valueOf(refusal.getMessage()), base.get());
            }
            return Optional.empty();
        }
        resolutions.got(resolution.id(), file, place.get().getFileName().toString(), own);
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

    private Optional<Path> kept(Optional<SourceFile> found) {
        return found.map(file -> {
            known.register(List.of(file));
            return sources.place(file.algorithm(), file.hex());
        });
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
