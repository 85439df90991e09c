package io.firn.db;

import io.firn.exec.Command;
import io.firn.exec.Executor;
import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The files of one embedded PostgreSQL: cluster, settings, passwords and the port that it listens on. */
final class Cluster {
    private static final String OWN_SETTINGS = "firn.conf";

    private final Path dir;
    private final Path data;
    private final Executor here;
    private final Account account;

    Cluster(Path dir, Executor here, Account account) {
        this.dir = dir;
        this.data = dir.resolve("cluster");
        this.here = here;
        this.account = account;
    }

    Path dir() {
        return dir;
    }

    Path data() {
        return data;
    }

    Path log() {
        return dir.resolve("log");
    }

    /** Makes the cluster where there is none. It appears whole, so a killed attempt leaves nothing that looks like one. */
    void initialise(Path binaries) {
        if (Files.exists(data.resolve("PG_VERSION"))) {
            return;
        }
        try {
            Path half = dir.resolve("cluster.new");
            here.run(Command.of("rm", "-rf", half.toString(), data.toString()));
            Files.createDirectories(half);
            Files.createDirectories(log());
            Path secret = dir.resolve("initdb.secret");
            writeSecret(secret, password("superuser"));
            account.give(half);
            account.give(log());
            account.give(secret);
            Command initdb = Command.of(
                            binaries.resolve("bin/initdb").toString(),
                            "--pgdata=" + half,
                            "--username=postgres",
                            "--pwfile=" + secret,
                            "--auth=scram-sha-256",
                            "--encoding=UTF8",
                            "--locale-provider=builtin",
                            "--builtin-locale=C.UTF-8",
                            "--locale=C",
                            "--data-checksums")
                    .within(Duration.ofMinutes(2));
            here.run(account.as(initdb, dir))
                    .orFail("make the database in '" + dir + "'", "Look at the free space and the permissions there.");
            Files.delete(secret);
            Files.writeString(
                    half.resolve("postgresql.conf"), "include '" + OWN_SETTINGS + "'\n", StandardOpenOption.APPEND);
            Files.move(half, data, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    /**
     * Settings that Firn answers for. They are given on the command line, where nothing that is stored in the cluster (an
     * {@code alter system} of somebody's) can overrule them.
     */
    static final Map<String, String> GUARANTEED = new TreeMap<>(Map.of(
            "fsync", "on",
            "synchronous_commit", "on",
            "full_page_writes", "on",
            "listen_addresses", "127.0.0.1",
            "password_encryption", "scram-sha-256"));

    /** {@link #GUARANTEED} as arguments of the server. */
    static String guarantees() {
        return GUARANTEED.entrySet().stream()
                .map(setting -> "-c " + setting.getKey() + "=" + setting.getValue())
                .collect(Collectors.joining(" "));
    }

    /** Writes all other settings. */
    void configure(int port) {
        String settings =
                """
                # written by Firn at each start
                unix_socket_directories = ''
                port = %d
                max_connections = 100
                shared_buffers = 64MB
                logging_collector = on
                log_directory = '%s'
                log_filename = 'postgresql-%%a.log'
                log_rotation_age = 1d
                log_rotation_size = 0
                log_truncate_on_rotation = on
                log_line_prefix = '%%m [%%p] '
                """
                        .formatted(port, log().toString().replace("'", "''"));
        try {
            Path file = data.resolve(OWN_SETTINGS);
            Files.writeString(file, settings);
            account.give(file);
            Files.writeString(dir.resolve("port"), port + "\n");
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    /** The port used last time where it is free, else a free one. */
    int choosePort() {
        try {
            Path file = dir.resolve("port");
            if (Files.exists(file)) {
                int last = Integer.parseInt(Files.readString(file).strip());
                if (free(last)) {
                    return last;
                }
            }
            try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            }
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    private static boolean free(int port) {
        try (var socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** The password of {@code superuser} or {@code service}, made at its first use, readable by the owner alone. */
    String password(String role) {
        Path file = dir.resolve(role + ".password");
        try {
            if (!Files.exists(file)) {
                byte[] random = new byte[24];
                new SecureRandom().nextBytes(random);
                writeSecret(file, Base64.getUrlEncoder().withoutPadding().encodeToString(random));
            }
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    private static void writeSecret(Path file, String text) throws IOException {
        Path half = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(half);
        Files.createFile(half, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(half, text + "\n");
        Files.move(half, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** What {@code postmaster.pid} says, or null where there is none or it is half-written. */
    @Nullable Postmaster postmaster() {
        try {
            return Postmaster.parse(Files.readAllLines(data.resolve("postmaster.pid")));
        } catch (IOException e) {
            return null;
        }
    }

    Fault unusable(IOException e) {
        return Fault.of(
                        FaultCode.UNAVAILABLE,
                        "Could not use the database folder '" + dir + "': " + e.getMessage() + ".",
                        "Look at the permissions and the free space there.")
                .causedBy(e);
    }
}
