package io.firn.farm;

import io.firn.TestDatabase;
import io.firn.TestHome;
import io.firn.db.Database;
import io.firn.db.EmbeddedPostgres;
import io.firn.exec.LocalExecutor;
import io.firn.schedule.Machine;
import io.firn.schedule.Policy;
import io.firn.schedule.Scheduling;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Four control planes, each a process of its own, empty a queue of 100 000 rows in PostgreSQL: each plans when it is its turn,
 * takes up slots that were given, as a run does, and ends the builds at once, so that only the queue's own work is measured.
 */
final class QueueBenchmark {
    private static final int ROWS = 100_000;
    private static final int PLANES = 4;
    private static final int MACHINES = 1000;
    private static final int SLOTS = 5;

    private QueueBenchmark() {}

    /** Without arguments it does all; with a database's address, user and password it is one control plane. */
    public static void main(String[] arguments) throws Exception {
        if (arguments.length == 3) {
            plane(arguments);
            return;
        }
        Path home = TestHome.fresh();
        var postgres = new EmbeddedPostgres(home.resolve("pg"), TestDatabase.cache(), "nobody", new LocalExecutor());
        Database database = postgres.start();
        try {
            measure(database);
        } finally {
            postgres.stop();
            TestHome.delete(home);
        }
    }

    private static void measure(Database database) throws SQLException, IOException, InterruptedException {
        String[] address = {database.url(), database.user(), database.password()};
        try (Connection connection = open(address)) {
            connection.setAutoCommit(true);
            fill(connection);
        }
        long before = System.nanoTime();
        var processes = new ArrayList<Process>();
        for (int n = 0; n < PLANES; n++) {
            var command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:+UseSerialGC",
                    "-Xmx512m",
                    "-cp",
                    System.getProperty("java.class.path"),
                    QueueBenchmark.class.getName()));
            command.addAll(Arrays.asList(address));
            processes.add(new ProcessBuilder(command).inheritIO().start());
        }
        for (Process process : processes) {
            process.waitFor();
        }
        double seconds = (System.nanoTime() - before) / 1e9;
        try (Connection connection = open(address);
                Statement select = connection.createStatement();
                ResultSet row = select.executeQuery("select count(*), count(distinct build_id),"
                        + " (select count(*) from build_queue) from builder_job")) {
            row.next();
            System.out.printf(
                    Locale.ROOT,
                    "%nall: %d leases in %.1f s (the processes' start included) = %.0f/s; leased twice: %d; left in the queue: %d%n",
                    row.getInt(1),
                    seconds,
                    row.getInt(1) / seconds,
                    row.getInt(1) - row.getInt(2),
                    row.getInt(3));
        }
    }

    private static void fill(Connection connection) throws SQLException, IOException {
        try (Statement statement = connection.createStatement();
                var files = Files.list(Path.of("src/main/resources/db/migration"))) {
            for (Path file : files.sorted().toList()) {
                statement.execute(Files.readString(file));
            }
            statement.execute("insert into org (id, name, created_at) select gen_random_uuid(), 'org-' || n, now()"
                    + " from generate_series(1, 50) n on conflict do nothing");
            statement.execute("insert into app (id, org_id, name, default_branch, state, created_at, version)"
                    + " select gen_random_uuid(), o.id, 'app-' || row_number() over (), 'main', 'ACTIVE', now(), 0"
                    + " from org o, generate_series(1, 8)");
            statement.execute(
                    "create temporary table numbered as select id, org_id, row_number() over (order by id) - 1 as n from app");
            statement.execute("insert into build (id, app_id, flake_key, attr, system, state, created_at, version)"
                    + " select gen_random_uuid(), a.id, 'key-' || s, 'default', 'x86_64-linux', 'QUEUED',"
                    + " now() + s * interval '1 ms', 0 from generate_series(1, " + ROWS + ") s"
                    + " join numbered a on a.n = s % (select count(*) from numbered)");
            statement.execute(
                    "insert into build_queue (build_id, attempt, org_id, app_id, branch, lane, priority, system,"
                            + " features, memory_floor, queued_at) select b.id, 1, a.org_id, a.id, 'main', 'BATCH', 0, b.system, '', 0,"
                            + " b.created_at from build b join app a on a.id = b.app_id");
            statement.execute("analyze");
        }
    }

    private static Connection open(String[] address) throws SQLException {
        Connection connection = DriverManager.getConnection(address[0], address[1], address[2]);
        connection.setAutoCommit(false);
        return connection;
    }

    private static void plane(String[] address) throws Exception {
        var machines = new ArrayList<Machine>();
        for (int n = 0; n < MACHINES; n++) {
            machines.add(new Machine(
                    new UUID(1, n),
                    "node-" + n,
                    Set.of("x86_64-linux"),
                    Set.of(),
                    Set.of(),
                    SLOTS,
                    1,
                    64L << 30,
                    Long.MAX_VALUE,
                    "",
                    Set.of(),
                    50e6));
        }
        var world = new PlanRound.World() {
            @Override
            public List<Machine> machines(Map<UUID, Double> speeds, Map<UUID, Set<String>> holds) {
                return machines;
            }

            @Override
            public Map<UUID, Set<UUID>> lostOn() {
                return Map.of();
            }
        };
        int leased = 0;
        int rounds = 0;
        long planning = 0;
        long begun = System.nanoTime();
        try (Connection connection = open(address)) {
            boolean left = true;
            while (left) {
                long before = System.nanoTime();
                Optional<Scheduling> plan =
                        new PlanRound(connection, world, Policy.DEFAULT, Instant.now()).plan(Duration.ofSeconds(30));
                connection.commit();
                if (plan.isPresent()) {
                    rounds++;
                    planning += System.nanoTime() - before;
                }
                int taken = 1;
                while (taken > 0) {
                    taken = take(connection);
                    leased += taken;
                }
                try (Statement select = connection.createStatement();
                        ResultSet row = select.executeQuery("select exists (select 1 from build_queue)")) {
                    row.next();
                    left = row.getBoolean(1);
                }
                connection.commit();
            }
        }
        double seconds = (System.nanoTime() - begun) / 1e9;
        System.out.printf(
                Locale.ROOT,
                "control plane: %d leases in %.1f s, %d looks of %.0f ms%n",
                leased,
                seconds,
                rounds,
                rounds == 0 ? 0 : planning / 1e6 / rounds);
    }

    /** As a run does, one by one, each in a transaction of its own: takes its slot up; and here ends the build at once. */
    private static int take(Connection connection) throws SQLException {
        var mine = new ArrayList<UUID>();
        try (Statement select = connection.createStatement();
                ResultSet row = select.executeQuery(
                        "select build_id from build_queue where state = 'PLACED' limit 50 for update skip locked")) {
            while (row.next()) {
                mine.add(row.getObject(1, UUID.class));
            }
        }
        var queue = new QueueTable(connection);
        int taken = 0;
        for (UUID build : mine) {
            Optional<QueueTable.Placed> placed = queue.take(build, 1);
            if (placed.isPresent()) {
                try (PreparedStatement insert = connection.prepareStatement(
                        """
                        insert into builder_job (id, build_id, attempt, node_id, state, log_base, assigned_at, ended_at, version)
                        values (gen_random_uuid(), ?, 1, ?, 'ENDED', 0, now(), now(), 0)
                        """)) {
                    insert.setObject(1, build);
                    insert.setObject(2, placed.get().nodeId());
                    insert.executeUpdate();
                }
                taken++;
            }
        }
        connection.commit();
        return taken;
    }
}
