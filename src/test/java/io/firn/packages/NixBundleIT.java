package io.firn.packages;

import static org.assertj.core.api.Assertions.assertThat;

import io.firn.lab.OneAtATime;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Objects;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The pinned archive of Firn's own Nix is what its lock gives. After {@code firn packages lock --folder runtime/nix} it is pinned
 * anew with {@code -Dfirn.regenerate=true}.
 */
@OneAtATime
@Timeout(300)
class NixBundleIT {
    private static final Path PIN = Path.of("runtime/nix/pin.json");

    @TempDir
    private Path folder;

    @Test
    void pinIsThatOfTheLock() throws Exception {
        Assumptions.assumeTrue(
                System.getenv("FIRN_IT_HOME") != null || Boolean.getBoolean("firn.regenerate"),
                "skipped: fetches 23 MB from the Debian archive; run './firn test'");
        NixBundle bundle = NixBundle.own();
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        try (var out = new DigestOutputStream(OutputStream.nullOutputStream(), digest)) {
            bundle.write(this::fetch, Files.createDirectory(folder.resolve("work")), out);
        }
        String made = HexFormat.of().formatHex(digest.digest());
        String version = Objects.requireNonNull(bundle.lock().packages().get("nix-bin"))
                .version()
                .replaceFirst("[+-].*", "");
        if (Boolean.getBoolean("firn.regenerate")) {
            Files.writeString(
                    PIN,
                    Files.readString(PIN)
                            .replace(bundle.pin().sha256(), made)
                            .replace(bundle.pin().version(), version));
            return;
        }
        assertThat(made).as("pinned in " + PIN).isEqualTo(bundle.pin().sha256());
        assertThat(version).isEqualTo(bundle.pin().version());
    }

    private Path fetch(PackageLock.Entry entry) {
        Path file = folder.resolve(entry.sha256() + ".deb");
        try (InputStream in = debian().resolve(entry.file()).toURL().openStream()) {
            Files.copy(in, file);
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
            assertThat(HexFormat.of().formatHex(hash)).as(entry.file()).isEqualTo(entry.sha256());
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static URI debian() {
        return AptSources.in(Path.of("/etc/apt")).stream()
                .filter(source -> source.components().contains("main"))
                .findFirst()
                .orElseThrow()
                .base();
    }
}
