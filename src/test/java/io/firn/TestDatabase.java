package io.firn;

import io.firn.db.EmbeddedPostgres;
import io.firn.exec.LocalExecutor;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * The database and data folder of all Quarkus tests: one embedded PostgreSQL for the whole run, as the service starts it.
 * Its programs are unpacked once into the user's cache folder, so later runs start in about a second.
 */
public final class TestDatabase implements QuarkusTestResourceLifecycleManager {
    private final Path home = newHome();
    private final EmbeddedPostgres postgres = server(home);

    @Override
    public Map<String, String> start() {
        var settings = new HashMap<String, String>(postgres.start().asSettings());
        settings.put("firn.data-dir", home.toString());
        return settings;
    }

    private static Path newHome() {
        try {
            Path made = TestHome.fresh();
            TestHome.sweep(TestHome.TEMPORARY, old -> server(old).stop());
            return made;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static EmbeddedPostgres server(Path home) {
        return new EmbeddedPostgres(home.resolve("pg"), cache(), "nobody", new LocalExecutor());
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
            TestHome.delete(home);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
