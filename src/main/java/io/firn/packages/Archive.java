package io.firn.packages;

import io.firn.exec.Command;
import io.firn.exec.Executor;
import io.firn.exec.Result;
import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/** Reads package indexes of an archive: the signed list of a suite first, and then only files whose hash it names. */
final class Archive {
    private static final int CONNECT_MILLIS = 10_000;
    private static final int READ_MILLIS = 60_000;
    private static final int INDEX_LIMIT = 256 << 20;
    private static final String DEFAULT_KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg";

    private final AptSource source;
    private final Executor here;

    Archive(AptSource source, Executor here) {
        this.source = source;
        this.here = here;
    }

    /** The text of a suite's Packages file, or empty where this archive does not have the suite. */
    Optional<String> packages(String suite, String component, String architecture) {
        Optional<byte[]> signed = get("dists/" + suite + "/InRelease");
        if (signed.isEmpty()) {
            return Optional.empty();
        }
        String path = component + "/binary-" + architecture + "/Packages.xz";
        String sha256 = hashOf(path, verified(suite, signed.get()));
        String folder = "dists/" + suite + "/" + component + "/binary-" + architecture + "/";
        byte[] packed = get(folder + "by-hash/SHA256/" + sha256)
                .or(() -> get(folder + "Packages.xz"))
                .orElseThrow(() -> failed(suite, "the archive does not have '" + path + "'"));
        if (!sha256(packed).equals(sha256)) {
            throw failed(
                    suite, "'" + path + "' has not the hash that the signed list names; the archive is just changing");
        }
        try (var in = new XZCompressorInputStream(new ByteArrayInputStream(packed))) {
            return Optional.of(new String(in.readNBytes(INDEX_LIMIT), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw failed(suite, "'" + path + "' cannot be unpacked").causedBy(e);
        }
    }

    /** What the archive's own key has signed; checked by gpgv with the keyring that apt uses. */
    private String verified(String suite, byte[] signed) {
        String keyring = source.signedBy().isEmpty() ? DEFAULT_KEYRING : source.signedBy();
        try {
            Path file = Files.createTempFile("firn-inrelease", "");
            try {
                Files.write(file, signed);
                Result result = here.run(Command.of("gpgv", "--keyring", keyring, "--output", "-", file.toString())
                        .within(Duration.ofSeconds(30)));
                if (!result.ok()) {
                    throw failed(suite, "its list of files is not signed by a key of '" + keyring + "'");
                }
                return result.text();
            } finally {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw failed(suite, String.valueOf(e.getMessage())).causedBy(e);
        }
    }

    private String hashOf(String path, String release) {
        Map<String, String> fields = AptSources.stanzas(release).getFirst();
        return fields.getOrDefault("sha256", "")
                .lines()
                .map(line -> line.strip().split("\\s+", -1))
                .filter(words -> words.length == 3 && words[2].equals(path))
                .map(words -> words[0])
                .findFirst()
                .orElseThrow(() -> failed(path, "the signed list does not name it"));
    }

    private Optional<byte[]> get(String path) {
        try {
            var connection =
                    (HttpURLConnection) source.base().resolve(path).toURL().openConnection();
            connection.setConnectTimeout(CONNECT_MILLIS);
            connection.setReadTimeout(READ_MILLIS);
            if (connection.getResponseCode() == 404) {
                return Optional.empty();
            }
            try (InputStream in = connection.getInputStream()) {
                return Optional.of(in.readNBytes(INDEX_LIMIT));
            }
        } catch (IOException e) {
            throw failed(path, "the archive does not answer").causedBy(e);
        }
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static Fault failed(String what, String why) {
        return Fault.of(
                FaultCode.UNAVAILABLE,
                "Could not read the package index of '" + what + "': " + why + ".",
                "Look at apt's sources and the network (apt-get update must work), then try again.");
    }
}
