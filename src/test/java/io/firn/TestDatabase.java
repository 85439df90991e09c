package io.firn;

import io.firn.db.EmbeddedPostgres;
import io.firn.exec.LocalExecutor;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The database and data folder of all Quarkus tests: one embedded PostgreSQL for the whole run, as the service starts it.
 * Its programs are unpacked once into the user's cache folder, so later runs start in about a second.
 */
public final class TestDatabase implements QuarkusTestResourceLifecycleManager {
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
            Path made = Files.createTempDirectory("firn-test-");
            return Files.setPosixFilePermissions(
                    made, java.nio.file.attribute.PosixFilePermissions.fromString("rwx--x--x"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path cache() {
        String named = System.getenv("FIRN_CACHE");
        return named != null ? Path.of(named) : Path.of("/var/tmp/firn-test-cache-" + System.getProperty("user.name"));
    }

    @Override
    public void stop() {
        postgres.stop();
        try (Stream<Path> all = Files.walk(home)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
