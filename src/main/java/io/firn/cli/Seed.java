package io.firn.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.firn.detect.Json;
import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import io.firn.tree.Tree;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import org.apache.commons.compress.archivers.ar.ArArchiveEntry;
import org.apache.commons.compress.archivers.ar.ArArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/** The program that opens the debian set's first package: the pinned busybox, out of its own package, checked by its hash. */
final class Seed {
    private static final String FOLDER = "nix/sets/debian/";
    private static final int LIMIT = 16 << 20;

    private Seed() {}

    /** The program's bytes, from a cache folder or from the Debian archive that this machine is set up for. */
    static byte[] fetch(Tree distribution, Map<String, String> mirrors, Session session) {
        JsonNode seed = json(distribution, FOLDER + "seed.json");
        String release = Session.text(seed, "release");
        JsonNode lock = json(distribution, FOLDER + release + ".lock.json")
                .path("packages")
                .path(Session.text(seed, "package"));
        String sha256 = Session.text(lock, "sha256");
        Path cached = cache(session).resolve("seed-" + sha256 + ".deb");
        byte[] archive = cached(cached, sha256);
        if (archive == null) {
            archive = download(mirrors, Session.text(lock, "file"));
            if (!sha256.equals(sha256(archive))) {
                throw Fault.of(
                        FaultCode.CORRUPT,
                        "Could not use the package of the seed: its hash is not the one of the lock.",
                        "Try again; if it stays so, another Debian archive is needed in apt's sources.");
            }
            keep(cached, archive);
        }
        return unpack(archive, Session.text(seed, "member"));
    }

    private static JsonNode json(Tree distribution, String path) {
        return Json.tree(path, distribution.text(path, LIMIT).orElse("{}"));
    }

    private static Path cache(Session session) {
        Path home = Path.of(session.environment("HOME").orElse("/root"));
        return session.environment("FIRN_CACHE")
                .map(Path::of)
                .or(() -> session.environment("XDG_CACHE_HOME").map(base -> Path.of(base, "firn")))
                .orElse(home.resolve(".cache/firn"));
    }

    private static byte @org.jspecify.annotations.Nullable [] cached(Path file, String sha256) {
        try {
            byte[] bytes = Files.isRegularFile(file) ? Files.readAllBytes(file) : new byte[0];
            return sha256.equals(sha256(bytes)) ? bytes : null;
        } catch (IOException e) {
            return null; // it is fetched again
        }
    }

    private static void keep(Path file, byte[] bytes) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Path part = Files.createTempFile(file.toAbsolutePath().getParent(), "seed", ".part");
            Files.write(part, bytes);
            Files.move(part, file, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            return; // without a cache it is fetched again next time
        }
    }

    private static byte[] download(Map<String, String> mirrors, String file) {
        String base = mirrors.get("debian");
        if (base == null) {
            throw Fault.of(
                    FaultCode.UNAVAILABLE,
                    "Could not fetch the seed: apt's sources of this machine name no Debian archive.",
                    "Add one to /etc/apt/sources.list, or eject on a machine that has one.");
        }
        try {
            var connection =
                    (HttpURLConnection) URI.create(base + "/" + file).toURL().openConnection();
            connection.setConnectTimeout(10_000);
            connection.setReadTimeout(60_000);
            try (InputStream in = connection.getInputStream()) {
                return in.readNBytes(LIMIT);
            }
        } catch (IOException e) {
            throw Fault.of(
                            FaultCode.UNAVAILABLE,
                            "Could not fetch the seed from " + base + ": it does not answer with that package.",
                            "Check the network and apt's sources.")
                    .causedBy(e);
        }
    }

    private static byte[] unpack(byte[] archive, String member) {
        try (var ar = new ArArchiveInputStream(new ByteArrayInputStream(archive))) {
            for (ArArchiveEntry entry = ar.getNextEntry(); entry != null; entry = ar.getNextEntry()) {
                if (entry.getName().equals("data.tar.xz")) {
                    return member(new TarArchiveInputStream(new XZInputStream(ar)), member);
                }
            }
        } catch (IOException e) {
            throw noSeed().causedBy(e);
        }
        throw noSeed();
    }

    private static byte[] member(TarArchiveInputStream tar, String member) throws IOException {
        for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
            if (entry.getName().replaceFirst("^\\./", "").equals(member) && entry.isFile()) {
                return tar.readNBytes(LIMIT);
            }
        }
        throw noSeed();
    }

    private static Fault noSeed() {
        return Fault.of(FaultCode.CORRUPT, "Could not unpack the seed: its package has another form.", "Update Firn.");
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
