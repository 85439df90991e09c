package io.firn.mirror;

import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import io.firn.nix.ContentAddress.Algorithm;
import jakarta.inject.Singleton;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/** Source files by hash: kept ones at once, registered ones after they were fetched and checked, others never. */
@Singleton
public final class Sources {
    private static final Logger LOG = Logger.getLogger(Sources.class);
    private static final int TRIES = 3;

    private final SourceRegistry registry;
    private final Registries registries;
    private final MirrorSettings settings;
    private final Supplier<UUID> ids;
    private final Download download;
    private final ConcurrentHashMap<String, ReentrantLock> fetching = new ConcurrentHashMap<>();

    Sources(SourceRegistry registry, Registries registries, MirrorSettings settings, Supplier<UUID> ids) {
        this.registry = registry;
        this.registries = registries;
        this.settings = settings;
        this.ids = ids;
        this.download = new Download(settings.timeout());
    }

    /** The file with that hash; {@code NOT_FOUND} where no lock names it, {@code UNAVAILABLE} where its registry fails. */
    public Path get(Algorithm algorithm, String hex) {
        List<SourceFile> known = registry.find(algorithm, hex);
        if (known.isEmpty()) {
            throw Fault.of(
                    FaultCode.NOT_FOUND,
                    "Could not find the source " + algorithm.label() + ":" + hex + ": no lock file names it.",
                    "Only files that a lock file pins are fetched.");
        }
        Path place = place(algorithm, hex);
        if (Files.isRegularFile(place)) {
            return place;
        }
        if (settings.offline()) {
            SourceFile wanted = known.getFirst();
            throw failed(
                    wanted.registry(),
                    wanted.file(),
                    "it is not kept here, and firn.sources.offline is set",
                    "Bring it in first.");
        }
        // Many builds want the same file at once; the first one fetches it.
        ReentrantLock one = fetching.computeIfAbsent(algorithm.label() + hex, any -> new ReentrantLock());
        one.lock();
        try {
            if (!Files.isRegularFile(place)) {
                fetch(known);
            }
            return place;
        } finally {
            one.unlock();
            if (!one.hasQueuedThreads()) {
                fetching.remove(algorithm.label() + hex, one);
            }
        }
    }

    /**
     * Fetches a file whose hash nobody knows, keeps it, and tells its hash; empty where the registry does not have it. Only for
     * registries whose lock files have no hash of a file ({@link Discoveries}, {@link Recorder}).
     */
    Optional<SourceFile> discover(String registry, String file) {
        return discover(registries.of(registry), registry, file);
    }

    /** As above, for an app whose own registry does not have it: nothing where the machine is not set up for one. */
    Optional<SourceFile> discoverElsewhere(String registry, String file) {
        return discover(registries.orNone(registry), registry, file);
    }

    private Optional<SourceFile> discover(List<Base> bases, String registry, String file) {
        IOException last = null;
        for (Base base : bases) {
            try {
                Optional<SourceFile> found = discover(base, registry, file);
                if (found.isPresent()) {
                    return found;
                }
            } catch (IOException e) {
                last = e;
            }
        }
        if (last != null) {
            throw failed(registry, file, last);
        }
        return Optional.empty();
    }

    /** As above, from one address. */
    Optional<SourceFile> discover(Base base, String registry, String file) throws IOException {
        Optional<InputStream> body = download.open(base, file);
        if (body.isEmpty()) {
            return Optional.empty();
        }
        try (InputStream in = body.get()) {
            String hex = keep(Algorithm.SHA256, file, in, any -> {});
            return Optional.of(new SourceFile(Algorithm.SHA256, hex, registry, file));
        }
    }

    /** A small file of a registry, not kept; empty where it is not there or larger than that. */
    Optional<byte[]> peek(String registry, String file, int limit) throws IOException {
        for (Base base : registries.of(registry)) {
            Optional<byte[]> found = peek(base, file, limit);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    /** As above, from one address. */
    Optional<byte[]> peek(Base base, String file, int limit) throws IOException {
        Optional<InputStream> body = settings.offline() ? Optional.empty() : download.open(base, file);
        if (body.isEmpty()) {
            return Optional.empty();
        }
        try (InputStream in = body.get()) {
            byte[] bytes = in.readNBytes(limit + 1);
            return bytes.length > limit ? Optional.empty() : Optional.of(bytes);
        }
    }

    /** Keeps a file that was peeked at. */
    SourceFile keep(String registry, String file, byte[] bytes) throws IOException {
        String hex = keep(Algorithm.SHA256, file, new ByteArrayInputStream(bytes), any -> {});
        return new SourceFile(Algorithm.SHA256, hex, registry, file);
    }

    private void fetch(List<SourceFile> candidates) {
        Fault last = null;
        for (SourceFile file : candidates) {
            for (Base base : registries.of(file.registry())) {
                try {
                    if (fetch(base, file)) {
                        return;
                    }
                } catch (Fault fault) {
                    last = fault;
                }
            }
        }
        throw last != null
                ? last
                : failed(
                        candidates.getFirst().registry(),
                        candidates.getFirst().file(),
                        "the registry does not have it (any more)",
                        "If it was superseded, make the lock again: firn packages lock --update");
    }

    /** Whether a file is kept here. */
    boolean keeps(SourceFile file) {
        return Files.isRegularFile(place(file.algorithm(), file.hex()));
    }

    /** Fetches a file from an address, and keeps it as any other: its hash is what it is known by. Nothing where it is not there. */
    void bring(SourceFile file, Base base) {
        if (!settings.offline()) {
            fetch(base, file);
        }
    }

    private boolean fetch(Base base, SourceFile file) {
        for (int attempt = 1; ; attempt++) {
            try {
                Optional<InputStream> body = download.open(base, file.file());
                if (body.isEmpty()) {
                    return false;
                }
                try (InputStream in = body.get()) {
                    keep(file, in);
                }
                LOG.infof("Fetched %s from the registry %s", file.file(), file.registry());
                return true;
            } catch (IOException e) {
                if (attempt == TRIES) {
                    throw failed(file.registry(), file.file(), e);
                }
            }
        }
    }

    private void keep(SourceFile file, InputStream in) throws IOException {
        keep(file.algorithm(), file.file(), in, found -> {
            if (!found.equals(file.hex())) {
                throw Fault.of(
                        FaultCode.CORRUPT,
                        "Could not take '" + file.file() + "' from the registry '" + file.registry()
                                + "': it has the hash " + found + ", the lock file says " + file.hex() + ".",
                        "Do not trust either before you know why; then make the lock file anew.");
            }
        });
    }

    private String keep(Algorithm algorithm, String file, InputStream in, Consumer<String> check) throws IOException {
        Files.createDirectories(settings.folder());
        Path draft = settings.folder().resolve("." + ids.get());
        MessageDigest digest = digest(algorithm);
        try {
            try (FileChannel channel =
                    FileChannel.open(draft, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                copy(file, in, new DigestOutputStream(Channels.newOutputStream(channel), digest));
                String hex = HexFormat.of().formatHex(digest.digest());
                check.accept(hex);
                channel.force(true);
                Path place = place(algorithm, hex);
                Files.createDirectories(place.getParent());
                Files.move(draft, place, StandardCopyOption.ATOMIC_MOVE);
                return hex;
            }
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    private void copy(String file, InputStream in, OutputStream out) throws IOException {
        copy(
                in,
                out,
                settings.maxFile(),
                () -> Fault.of(
                        FaultCode.TOO_LARGE,
                        "Could not fetch '" + file + "': it is larger than " + settings.maxFile() + " bytes.",
                        "Raise firn.sources.max-file if that is right."));
    }

    /** Copies a stream of which nobody knows how long it is; more than so many bytes is a fault. */
    static void copy(InputStream in, OutputStream out, long most, Supplier<Fault> tooLarge) throws IOException {
        byte[] buffer = new byte[1 << 16];
        long total = 0;
        for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
            total += count;
            if (total > most) {
                throw tooLarge.get();
            }
            out.write(buffer, 0, count);
        }
    }

    /** Where a file with that hash is kept, or would be. */
    Path place(Algorithm algorithm, String hex) {
        return settings.folder()
                .resolve(algorithm.label())
                .resolve(hex.substring(0, 2))
                .resolve(hex);
    }

    private static MessageDigest digest(Algorithm algorithm) {
        try {
            return MessageDigest.getInstance(algorithm.javaName());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has " + algorithm.javaName(), e);
        }
    }

    private static Fault failed(String registry, String file, IOException why) {
        return failed(
                        registry,
                        file,
                        String.valueOf(why.getMessage()),
                        "Try again later, or set firn.mirror." + registry + " to another address.")
                .causedBy(why);
    }

    private static Fault failed(String registry, String file, String why, String hint) {
        return Fault.of(
                FaultCode.UNAVAILABLE,
                "Could not fetch '" + file + "' from the registry '" + registry + "': " + why + ".",
                hint);
    }
}
