package io.firn;

import io.firn.db.EmbeddedPostgres;
import io.firn.exec.LocalExecutor;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The database and data folder of all Quarkus tests: one embedded PostgreSQL for the whole run, as the service starts it.
 * Its programs are unpacked once into the user's cache folder, so later runs start in about a second.
 */
public final class TestDatabase implements QuarkusTestResourceLifecycleManager {
    private static final String PREFIX = "firn-test-";

    private final Path home = newHome();
    private final EmbeddedPostgres postgres =
            new EmbeddedPostgres(home.resolve("pg"), cache(), "nobody", new LocalExecutor());

    @Override
    public Map<String, String> start() {
        var settings = new HashMap<String, String>(postgres.start().asSettings());
        settings.put("firn.data-dir", home.toString());
        return settings;
    }

    /** Below the temporary folder, which every account may pass through. */
    private static Path newHome() {
        try {
            Path made = Files.createTempDirectory(PREFIX);
            Files.writeString(made.resolve("owner"), ProcessHandle.current().pid() + "\n");
            sweep(Path.of(System.getProperty("java.io.tmpdir")));
            return Files.setPosixFilePermissions(made, PosixFilePermissions.fromString("rwx--x--x"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A killed test run leaves its server behind: the next one ends it. */
    private static void sweep(Path parent) throws IOException {
        try (Stream<Path> homes = Files.list(parent)) {
            for (Path old : homes.filter(path -> path.getFileName().toString().startsWith(PREFIX))
                    .filter(path -> Files.exists(path.resolve("owner")))
                    .toList()) {
                long owner =
                        Long.parseLong(Files.readString(old.resolve("owner")).strip());
                if (ProcessHandle.of(owner).isEmpty()) {
                    new EmbeddedPostgres(old.resolve("pg"), cache(), "nobody", new LocalExecutor()).stop();
                    delete(old);
                }
            }
        }
    }

    /** Where PostgreSQL's programs are kept between runs. */
    public static Path cache() {
        String named = System.getenv("FIRN_CACHE");
        return named != null ? Path.of(named) : Path.of("/var/tmp/firn-test-cache-" + System.getProperty("user.name"));
    }

    @Override
    public void stop() {
        postgres.stop();
        try {
            delete(home);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
