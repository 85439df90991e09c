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
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Gets files of a registry for a resolution, keeps them by their hash like all sources, and notes which they were. */
@Singleton
final class Recorder {
    private static final Set<String> CHECKSUMS = Set.of("sha1", "md5", "sha256", "sha512", "asc");

    private final Resolutions resolutions;
    private final Sources sources;
    private final AppRegistries registries;
    private final FetchAhead ahead;

    Recorder(Resolutions resolutions, Sources sources, AppRegistries registries, FetchAhead ahead) {
        this.registries = registries;
        this.resolutions = resolutions;
        this.sources = sources;
        this.ahead = ahead;
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
        Optional<PomWalk.Body> guessed = ahead.take(resolution, file);
        Optional<Found> found = guessed.isPresent()
                ? Optional.of(new Found(
                        sources.keep(resolution.registry(), file, guessed.get().bytes()),
                        guessed.get().own()))
                : find(resolution, file);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        SourceFile kept = found.get().file();
        Path place = sources.place(kept.algorithm(), kept.hex());
        // All that is answered is noted first, so that what outlives this process is the whole of what the tool got.
        resolutions.got(resolution.id(), kept, found.get().own());
        ahead.got(resolution, file, place);
        return Optional.of(new Got(place, sha1(place)));
    }

    /**
     * A file that is kept here.
     *
     * @param own whether the app's own registry gave it
     */
    private record Found(SourceFile file, boolean own) {}

    private Optional<Found> find(Resolution resolution, String file) {
        String registry = resolution.registry();
        Optional<Base> base = registries.of(resolution.appId(), registry);
        return base.isEmpty()
                ? kept(registry, file, () -> sources.discover(registry, file))
                : OwnFirst.ask(
                        base.get(),
                        registry,
                        file,
                        () -> sources.discover(base.get(), registry, file).map(found -> new Found(found, true)),
                        () -> kept(registry, file, () -> sources.discoverElsewhere(registry, file)));
    }

    /** A file of the installation's registries; one that was seen there before is the same. */
    private Optional<Found> kept(String registry, String file, Supplier<Optional<SourceFile>> discovered) {
        Optional<String> before = changes(file) ? Optional.empty() : resolutions.seen(registry, file);
        if (before.isEmpty()) {
            return discovered.get().map(found -> new Found(found, false));
        }
        sources.get(Algorithm.SHA256, before.get());
        return Optional.of(new Found(new SourceFile(Algorithm.SHA256, before.get(), registry, file), false));
    }

    static boolean plain(Resolution resolution, String file) {
        try {
            return !new SourceFile(Algorithm.SHA256, "0".repeat(64), resolution.registry(), file)
                    .file()
                    .isEmpty();
        } catch (IllegalArgumentException notAPath) {
            return false;
        }
    }

    /** Lists of versions and snapshots are not the same tomorrow; released files are. */
    static boolean changes(String file) {
        return file.contains("maven-metadata") || file.contains("-SNAPSHOT");
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
