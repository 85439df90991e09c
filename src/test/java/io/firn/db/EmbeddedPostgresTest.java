package io.firn.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.firn.TestDatabase;
import io.firn.exec.Command;
import io.firn.exec.LocalExecutor;
import io.firn.lab.StartsServers;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@StartsServers
class EmbeddedPostgresTest {
    private static final int ENOUGH = 400;

    @TempDir
    Path temporary;

    private Path dir;
    private EmbeddedPostgres postgres;

    @BeforeEach
    void open() throws IOException {
        Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rwx--x--x"));
        dir = temporary.resolve("pg");
        postgres = another();
    }

    @AfterEach
    void close() {
        postgres.stop();
    }

    private EmbeddedPostgres another() {
        return new EmbeddedPostgres(dir, TestDatabase.cache(), "nobody", new LocalExecutor());
    }

    @Test
    void itIsDurableAndAsksForAPasswordAndListensHereOnly() throws Exception {
        Database database = postgres.start();
        try (Connection connection = open(database)) {
            for (String on : List.of("fsync", "synchronous_commit", "full_page_writes", "data_checksums")) {
                assertThat(one(connection, "show " + on)).as(on).isEqualTo("on");
            }
            assertThat(one(connection, "show listen_addresses")).isEqualTo("127.0.0.1");
            assertThat(one(connection, "select rolsuper::text from pg_roles where rolname = current_user"))
                    .isEqualTo("false");
        }
        assertThatThrownBy(() -> DriverManager.getConnection(database.url(), database.user(), "guess"))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("password authentication failed");
        assertThat(Files.readString(dir.resolve("cluster/pg_hba.conf")).lines())
                .filteredOn(line -> !line.startsWith("#") && !line.isBlank())
                .allMatch(line -> line.endsWith("scram-sha-256"));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(dir.resolve("service.password"))))
                .isEqualTo("rw-------");
        if (System.getProperty("user.name").equals("root")) {
            assertThat(Files.getOwner(dir.resolve("cluster")).getName()).isEqualTo("nobody");
        }
    }

    @Test
    void aServerThatRunsIsAdoptedAndOneThatWasTamperedWithIsNot() throws Exception {
        Database first = postgres.start();
        long pid = postmaster();
        assertThat(another().start()).isEqualTo(first);
        assertThat(postmaster()).isEqualTo(pid);

        String superuser = Files.readString(dir.resolve("superuser.password")).strip();
        try (Connection connection = DriverManager.getConnection(first.url(), "postgres", superuser)) {
            // somebody weakens the running server for good
            connection.createStatement().execute("alter system set full_page_writes = off");
            connection.createStatement().execute("alter system set fsync = off");
            connection.createStatement().execute("alter role firn set synchronous_commit = on");
        }
        postgres.stop();
        try (Connection connection = open(another().start())) {
            assertThat(one(connection, "show fsync")).isEqualTo("on");
            assertThat(one(connection, "show full_page_writes")).isEqualTo("on");
        }
    }

    @Test
    void aPidFileOfTheDeadIsNotTakenForALivingServer() throws Exception {
        postgres.start();
        postgres.stop();
        Path pidFile = dir.resolve("cluster/postmaster.pid");
        assertThat(pidFile).doesNotExist();
        // a machine that was switched off leaves the file behind, and its number now belongs to somebody else: us
        Files.writeString(
                pidFile,
                ProcessHandle.current().pid() + "\n" + dir.resolve("cluster") + "\n1\n5432\n\n127.0.0.1\n\nready\n");
        new LocalExecutor().run(Command.of("chown", "--reference=" + dir.resolve("cluster"), pidFile.toString()));
        try (Connection connection = open(postgres.start())) {
            assertThat(one(connection, "select 1")).isEqualTo("1");
        }
    }

    @Test
    void aServerThatDiesBesideALivingServiceComesBackAtItsPort() throws Exception {
        Database database = postgres.start();
        var watch = new PostgresWatch(postgres);
        watch.begin();
        long before = postmaster();
        new LocalExecutor().run(Command.of("kill", "-KILL", Long.toString(before)));
        try (Connection connection = openAgain(database)) {
            assertThat(one(connection, "select 1")).isEqualTo("1");
            assertThat(postmaster()).isNotEqualTo(before);
        } finally {
            watch.end();
        }
    }

    private static Connection openAgain(Database database) throws Exception {
        for (int i = 0; ; i++) {
            Thread.sleep(200);
            try {
                return open(database);
            } catch (SQLException notYet) {
                assertThat(i).as("tries").isLessThan(300);
            }
        }
    }

    @Test
    void nothingAcknowledgedIsLostWhenTheServiceIsKilled() throws Exception {
        Set<String> acknowledged = writeAndKill("service", false);
        long pid = postmaster();
        try (Connection connection = open(postgres.start())) {
            assertThat(postmaster()).as("the same server goes on").isEqualTo(pid);
            assertThat(written(connection)).containsAll(acknowledged);
        }
    }

    @Test
    void nothingAcknowledgedIsLostWhenServiceAndServerAreKilledTogether() throws Exception {
        var acknowledged = new HashSet<String>();
        for (int round = 0; round < 3; round++) {
            acknowledged.addAll(writeAndKill("all" + round, true));
            try (Connection connection = open(postgres.start())) {
                assertThat(written(connection)).containsAll(acknowledged);
            }
            assertThat(String.join("\n", logs())).contains("database system was not properly shut down");
        }
    }

    /** What the client was told is committed, up to the kill in the middle of its writing. */
    private Set<String> writeAndKill(String name, boolean serverToo) throws IOException, InterruptedException {
        Process writer = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElse("java"),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Writer.class.getName(),
                        dir.toString(),
                        TestDatabase.cache().toString(),
                        name)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        var acknowledged = new HashSet<String>();
        try (var lines = new BufferedReader(new InputStreamReader(writer.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                acknowledged.add(line);
                if (acknowledged.size() == ENOUGH) {
                    kill(writer, serverToo);
                }
            }
        }
        assertThat(writer.waitFor()).isEqualTo(137);
        assertThat(acknowledged).hasSizeGreaterThanOrEqualTo(ENOUGH);
        return acknowledged;
    }

    private void kill(Process writer, boolean serverToo) {
        var argv = new ArrayList<>(List.of("kill", "-KILL", Long.toString(writer.pid())));
        if (serverToo) {
            long postmaster = postmaster();
            argv.add(Long.toString(postmaster));
            ProcessHandle.of(postmaster).stream()
                    .flatMap(ProcessHandle::descendants)
                    .forEach(backend -> argv.add(Long.toString(backend.pid())));
        }
        new LocalExecutor().run(Command.of(argv));
    }

    private long postmaster() {
        try {
            return Long.parseLong(Files.readAllLines(dir.resolve("cluster/postmaster.pid"))
                    .getFirst()
                    .strip());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private List<String> logs() throws IOException {
        var lines = new ArrayList<String>();
        try (var files = Files.list(dir.resolve("log"))) {
            for (Path file : files.toList()) {
                lines.addAll(Files.readAllLines(file));
            }
        }
        return lines;
    }

    private static Connection open(Database database) throws SQLException {
        return DriverManager.getConnection(database.url(), database.user(), database.password());
    }

    private static String one(Connection connection, String query) throws SQLException {
        try (ResultSet rows = connection.createStatement().executeQuery(query)) {
            return rows.next() ? rows.getString(1) : "";
        }
    }

    private static Set<String> written(Connection connection) throws SQLException {
        var ids = new HashSet<String>();
        try (ResultSet rows = connection.createStatement().executeQuery("select id from written")) {
            while (rows.next()) {
                ids.add(rows.getString(1));
            }
        }
        return ids;
    }
}
