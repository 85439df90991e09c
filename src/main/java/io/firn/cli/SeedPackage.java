package io.firn.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.firn.detect.Json;
import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import io.firn.packages.PackageLock;
import io.firn.packages.Seed;
import io.firn.tree.Tree;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;

/** Gets the package of the debian set's seed for an ejected flake, checked by the lock, kept in the user's cache folder. */
final class SeedPackage {
    private static final String FOLDER = "nix/sets/debian/";
    private static final int LIMIT = 16 << 20;

    private SeedPackage() {}

    /** The seed as a folder with {@code bin/busybox}. */
    static Tree unpacked(Tree distribution, Map<String, String> mirrors, Session session) {
        Seed seed = Seed.parse(text(distribution, "seed.json"));
        PackageLock.Entry entry = PackageLock.parse(text(distribution, seed.release() + ".lock.json"))
                .packages()
                .get(seed.pkg());
        if (entry == null) {
            throw Fault.of(
                    FaultCode.CORRUPT,
                    "Could not find the seed: the lock of " + seed.release() + " does not hold \"" + seed.pkg() + "\".",
                    "Use a distribution whose seed.json and package lock belong together.");
        }
        Path kept = cache(session).resolve("seed-" + entry.sha256() + ".deb");
        if (!entry.sha256().equals(sha256(kept))) {
            download(mirrors, entry, kept);
        }
        return seed.unpack(kept);
    }

    private static String text(Tree distribution, String file) {
        JsonNode checked =
                Json.tree(file, distribution.text(FOLDER + file, LIMIT).orElse(""));
        return Json.line(checked);
    }

    private static Path cache(Session session) {
        Path home = Path.of(session.environment("HOME").orElse("/root"));
        return session.environment("FIRN_CACHE")
                .map(Path::of)
                .or(() -> session.environment("XDG_CACHE_HOME").map(base -> Path.of(base, "firn")))
                .orElse(home.resolve(".cache/firn"))
                .toAbsolutePath();
    }

    private static void download(Map<String, String> mirrors, PackageLock.Entry entry, Path to) {
        String base = mirrors.get("debian");
        if (base == null) {
            throw Fault.of(
                    FaultCode.UNAVAILABLE,
                    "Could not fetch the seed: apt's sources of this machine name no Debian archive.",
                    "Add one to /etc/apt/sources.list, or eject on a machine that has one.");
        }
        try {
            Files.createDirectories(to.resolveSibling("."));
            Path part = Files.createTempFile(to.resolveSibling("."), "seed", ".part");
            try (InputStream in = open(base + "/" + entry.file())) {
                Files.write(part, in.readNBytes(LIMIT));
                if (!entry.sha256().equals(sha256(part))) {
                    throw Fault.of(
                            FaultCode.CORRUPT,
                            "Could not use the package of the seed: its hash is not the one of the lock.",
                            "Try again; if it stays so, apt's sources need another Debian archive.");
                }
                Files.move(part, to, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(part);
            }
        } catch (IOException e) {
            throw Fault.of(
                            FaultCode.UNAVAILABLE,
                            "Could not fetch the seed from " + base + ": it does not answer with that package.",
                            "Check the network, apt's sources and the space in the cache folder.")
                    .causedBy(e);
        }
    }

    private static InputStream open(String address) throws IOException {
        var connection = (HttpURLConnection) URI.create(address).toURL().openConnection();
        connection.setConnectTimeout(10_000);
        connection.setReadTimeout(60_000);
        return connection.getInputStream();
    }

    /** The file's hash, or an empty text where it cannot be read. */
    private static String sha256(Path file) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
                in.transferTo(java.io.OutputStream.nullOutputStream());
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (IOException e) {
            return "";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
