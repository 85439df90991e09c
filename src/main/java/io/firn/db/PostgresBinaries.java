package io.firn.db;

import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/**
 * PostgreSQL's programs, unpacked once from the archive on the class path into a folder named by version and content hash.
 * The folder appears whole (a rename) or not at all, so several installations can share it.
 */
final class PostgresBinaries {
    private static final String ARCHIVE = "/postgres-linux-x86_64.txz";

    private PostgresBinaries() {}

    /** The folder that holds {@code bin}, {@code lib} and {@code share}; unpacks it where it is not there yet. */
    static Path in(Path folder) {
        Properties known = known();
        String hash = known.getProperty("sha256");
        Path home = folder.resolve("bin-" + known.getProperty("version") + "-" + hash.substring(0, 12));
        if (Files.isExecutable(home.resolve("bin/postgres"))) {
            return home;
        }
        try {
            Files.createDirectories(folder);
            Path half = Files.createTempDirectory(folder, ".unpack-");
            try {
                Files.setPosixFilePermissions(half, PosixFilePermissions.fromString("rwxr-xr-x"));
                unpack(half, hash);
                moveInto(half, home);
            } finally {
                deleteTree(half);
            }
            return home;
        } catch (IOException e) {
            throw Fault.of(
                            FaultCode.NO_CAPACITY,
                            "Could not unpack PostgreSQL into '" + folder + "': " + e.getMessage() + ".",
                            "Make room there, or set firn.db.binaries to another folder.")
                    .causedBy(e);
        }
    }

    /** Version of the archive, as PostgreSQL names itself. */
    static String version() {
        return known().getProperty("version");
    }

    private static Properties known() {
        var properties = new Properties();
        try (InputStream in = PostgresBinaries.class.getResourceAsStream("/io/firn/db/postgres.properties")) {
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties;
    }

    private static void unpack(Path into, String expected) throws IOException {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
        try (InputStream archive = PostgresBinaries.class.getResourceAsStream(ARCHIVE)) {
            if (archive == null) {
                throw Fault.of(
                        FaultCode.UNSUPPORTED,
                        "Could not start the embedded PostgreSQL: this build of Firn has none for this machine.",
                        "Set firn.db.mode=outer with firn.db.url, firn.db.user and firn.db.password.");
            }
            var hashed = new DigestInputStream(new BufferedInputStream(archive, 1 << 16), digest);
            var tar = new TarArchiveInputStream(new XZInputStream(hashed));
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                write(tar, entry, into);
            }
            hashed.transferTo(java.io.OutputStream.nullOutputStream());
        }
        String got = HexFormat.of().formatHex(digest.digest());
        if (!got.equals(expected)) {
            throw new IOException("the archive has hash " + got + ", not " + expected);
        }
    }

    private static void write(TarArchiveInputStream tar, TarArchiveEntry entry, Path into) throws IOException {
        Path target = into.resolve(entry.getName()).normalize();
        if (!target.startsWith(into)) {
            throw new IOException("the archive holds a path outside of it: " + entry.getName());
        }
        if (entry.isDirectory()) {
            Files.createDirectories(target);
            // whatever the umask is: the account that PostgreSQL runs under must be able to read this
            Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rwxr-xr-x"));
            return;
        }
        Files.createDirectories(target.getParent());
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
            return;
        }
        Files.copy(tar, target);
        String mode = (entry.getMode() & 0100) != 0 ? "rwxr-xr-x" : "rw-r--r--";
        Files.setPosixFilePermissions(target, PosixFilePermissions.fromString(mode));
    }

    private static void moveInto(Path half, Path home) throws IOException {
        try {
            Files.move(half, home, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileSystemException e) {
            // Another was faster, and its folder has the same content. A move onto it is refused without a type of its
            // own.
            if (!Files.isExecutable(home.resolve("bin/postgres"))) {
                throw e;
            }
        }
    }

    private static void deleteTree(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
