package io.firn.cache;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.security.NamePrincipal;
import io.agroal.api.security.SimplePassword;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Collects a cache of 100 000 generated paths in a real database, with a small blob for each, while others read and commit.
 * Not part of the test suite: run it by {@code ops/bench/collection.sh}. It asserts nothing about time.
 */
class CollectionBenchmark {
    private static final int PATHS = Integer.getInteger("firn.bench.paths", 100_000);
    private static final int LIVE_OF_TEN = 5;
    private static final int CLOSURE = 200;
    private static final String DIGITS = "0123456789abcdfghijklmnpqrsvwxyz";

    private final CacheFixture fixture = new CacheFixture();
    private final DataSource database = pool();
    private final AtomicBoolean stop = new AtomicBoolean();

    @TempDir
    private Path folder;

    @Test
    void print() throws Exception {
        try (fixture) {
            measure();
        }
    }

    /** As the service has it: connections are kept. */
    private DataSource pool() {
        try {
            return AgroalDataSource.from(
                    new AgroalDataSourceConfigurationSupplier().connectionPoolConfiguration(pool -> pool.maxSize(10)
                            .connectionFactoryConfiguration(connections -> connections
                                    .jdbcUrl(fixture.access.get(0))
                                    .principal(new NamePrincipal(fixture.access.get(1)))
                                    .credential(new SimplePassword(fixture.access.get(2))))));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void measure() throws Exception {
        fill();
        var blobs = new DiskBlobStore(folder, UUID::randomUUID);
        var transactions = new Transactions(database);
        var rows = new PathRows(transactions);
        List<String> live = live();
        long references = references();
        double quiet = readsFor(Duration.ofSeconds(5), rows, blobs, live)[0];

        long before = System.nanoTime();
        Preview preview = Preview.of(transactions, Duration.ofHours(1));
        double previewSeconds = seconds(before);
        before = System.nanoTime();
        CheckReport check = new CacheCheck(transactions, blobs).look();
        double checkSeconds = seconds(before);

        var pauses = new Pauses();
        Thread committing = Thread.ofPlatform().start(() -> pauses.commitUntil(stop));
        var peak = new AtomicLong();
        Thread memory = Thread.ofPlatform().start(() -> watchMemory(peak));
        var reads = new double[1][];
        Thread reading = Thread.ofPlatform().start(() -> reads[0] = readsFor(Duration.ofHours(1), rows, blobs, live));
        CollectionSettings collection = CollectionFixture.settings(Duration.ofHours(1), OptionalLong.empty(), 500);
        System.gc();
        long base = used();
        before = System.nanoTime();
        CollectionReport report = new Collector(
                        transactions,
                        blobs,
                        new Quotas(database, collection),
                        collection,
                        Clock.systemUTC(),
                        Progress.SILENT)
                .run(UUID.randomUUID(), CollectionFixture.NO_FENCE);
        double collectSeconds = seconds(before);
        stop.set(true);
        committing.join();
        memory.join();
        reading.join();
        before = System.nanoTime();
        CollectionReport second = new Collector(
                        transactions,
                        blobs,
                        new Quotas(database, collection),
                        collection,
                        Clock.systemUTC(),
                        Progress.SILENT)
                .run(UUID.randomUUID(), CollectionFixture.NO_FENCE);
        double emptySeconds = seconds(before);
        CheckReport after = new CacheCheck(transactions, blobs).look();

        say("| %,d paths, %,d references | |", PATHS, references);
        say("|---|---|");
        say("| preview (`--dry-run`): %,d paths would go | %.1f s |", preview.paths(), previewSeconds);
        say("| `fsck` before: %d problems | %.1f s |", check.problems(), checkSeconds);
        say(
                "| collection of %,d paths and %,d blobs, reads and commits beside it | %.1f s, %,.0f paths/s |",
                report.paths(), report.blobs(), collectSeconds, report.paths() / collectSeconds);
        say("| collection where nothing is to go (%,d paths) | %.1f s |", second.paths(), emptySeconds);
        say(
                "| most memory in use above what was there before (readers' included) | %,d MiB |",
                (peak.get() - base) >> 20);
        say("| reads of row and blob with one thread: quiet | %,.0f/s |", quiet);
        say(
                "| the same during the collection | %,.0f/s (%.2f), slowest %.0f ms |",
                reads[0][0], reads[0][0] / quiet, reads[0][1]);
        say("| commits of one path meanwhile | %d, slowest %.0f ms |", pauses.count, pauses.slowestMillis);
        say("| `fsck` after: %d problems, %d blobs pending | |", after.problems(), after.pending());
    }

    /** Reads rows and their blobs until the time is over or it is stopped: how many a second, and the slowest in ms. */
    private double[] readsFor(Duration time, PathRows rows, BlobStore blobs, List<String> live) {
        var random = new Random(3);
        long count = 0;
        long slowest = 0;
        long start = System.nanoTime();
        while (System.nanoTime() - start < time.toNanos() && !stop.get()) {
            long before = System.nanoTime();
            StoredPath path = rows.byHash(live.get(random.nextInt(live.size()))).orElseThrow();
            try (InputStream in = blobs.open(path.blob(), 0, Long.MAX_VALUE)) {
                in.readAllBytes();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
            slowest = Math.max(slowest, System.nanoTime() - before);
            count++;
        }
        return new double[] {count / seconds(start), slowest / 1e6};
    }

    /** Commits single paths, as builds would. */
    private final class Pauses {
        private int count;
        private double slowestMillis;

        void commitUntil(AtomicBoolean end) {
            Cache cache = fixture.cache(folder);
            while (!end.get()) {
                CacheFixture.TestPath path =
                        CacheFixture.path("bench", UUID.randomUUID().toString());
                try (Ingest ingest = cache.begin()) {
                    ingest.add(path.info(), path.stream());
                    long before = System.nanoTime();
                    ingest.commit(path.path());
                    slowestMillis = Math.max(slowestMillis, (System.nanoTime() - before) / 1e6);
                }
                count++;
            }
        }
    }

    private void watchMemory(AtomicLong peak) {
        while (!stop.get()) {
            peak.accumulateAndGet(used(), Math::max);
            java.util.concurrent.locks.LockSupport.parkNanos(20_000_000);
        }
    }

    private static long used() {
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    /**
     * Releases of some apps: each a chain of paths of its own over libraries that several share. Half of the releases have a
     * root, so that half of their own paths, and libraries that only dead ones use, may go.
     */
    private void fill() throws SQLException, IOException {
        try (var connection = database.getConnection();
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            try (var path = connection.prepareStatement(
                            """
                            insert into cache_path (hash, name, nar_hash, nar_size, blob, file_hash, file_size, created_at)
                            values (?, ?, ?, 1000, ?, ?, 16, now() - interval '2 days')
                            """);
                    var reference =
                            connection.prepareStatement("insert into cache_reference (path, reference) values (?, ?)");
                    var root = connection.prepareStatement(
                            "insert into cache_root (name, path, org_id, app_id) values (?, ?, ?, ?)")) {
                fill(path, reference, root);
            }
            connection.commit();
            connection.setAutoCommit(true);
            statement.execute("analyze");
        }
    }

    private void fill(
            java.sql.PreparedStatement path, java.sql.PreparedStatement reference, java.sql.PreparedStatement root)
            throws SQLException, IOException {
        var random = new Random(1);
        UUID org = UUID.randomUUID();
        List<String> shared = new ArrayList<>();
        int made = 0;
        for (int release = 0; made < PATHS; release++) {
            List<String> own = new ArrayList<>();
            for (int n = 0; n < CLOSURE && made < PATHS; n++, made++) {
                String hash = hash(made);
                byte[] digest = new byte[32];
                random.nextBytes(digest);
                path.setString(1, hash);
                path.setString(2, "p" + made);
                path.setBytes(3, digest);
                path.setString(4, "nar/" + hash + ".zst");
                path.setBytes(5, digest);
                path.addBatch();
                for (int k = 0; k < Math.min(3, own.size()); k++) {
                    refer(reference, hash, own.get(own.size() - 1 - k));
                }
                if (!shared.isEmpty()) {
                    refer(reference, hash, shared.get(random.nextInt(shared.size())));
                }
                own.add(hash);
                blob(hash);
            }
            path.executeBatch();
            reference.executeBatch();
            if (release % 10 < LIVE_OF_TEN) {
                root.setString(1, "release/" + release);
                root.setString(2, own.getLast());
                root.setObject(3, org);
                root.setObject(4, new UUID(0, release % 50));
                root.executeUpdate();
            }
            if (shared.size() < 2000) {
                shared.addAll(own.subList(0, Math.min(20, own.size())));
            }
        }
    }

    private static void refer(java.sql.PreparedStatement reference, String from, String to) throws SQLException {
        reference.setString(1, from);
        reference.setString(2, to);
        reference.addBatch();
    }

    private void blob(String hash) throws IOException {
        Path file = folder.resolve("blobs/nar/" + hash.substring(0, 2) + "/" + hash + ".zst");
        Files.createDirectories(file.getParent());
        Files.write(file, Arrays.copyOf(hash.getBytes(java.nio.charset.StandardCharsets.US_ASCII), 16));
    }

    private static String hash(int number) {
        var random = new Random(number);
        var text = new StringBuilder();
        for (int n = 0; n < 32; n++) {
            text.append(DIGITS.charAt(random.nextInt(DIGITS.length())));
        }
        return text.toString();
    }

    private List<String> live() throws SQLException {
        String sql =
                """
                with recursive reach (hash) as (select path from cache_root union
                select r.reference from cache_reference r join reach on r.path = reach.hash) select hash from reach
                """;
        try (Connection connection = database.getConnection();
                var query = connection.prepareStatement(sql)) {
            return Garbage.texts(query);
        }
    }

    private long references() throws SQLException {
        try (Connection connection = database.getConnection();
                var query = connection.prepareStatement("select count(*) from cache_reference");
                var row = query.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    private static double seconds(long since) {
        return (System.nanoTime() - since) / 1e9;
    }

    private static void say(String format, Object... arguments) {
        System.out.println(String.format(Locale.ROOT, format, arguments));
    }
}
