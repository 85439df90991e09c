package io.firn.db;

import io.firn.exec.LocalExecutor;
import io.firn.fault.Fault;
import io.quarkus.runtime.Application;
import io.smallrye.config.ConfigValidationException;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Starts the database before Quarkus reads its datasource's settings, and stops it after Quarkus is down. It reads the same
 * settings in the same order as Quarkus does: system properties, environment, the named file, the built-in defaults.
 */
public final class Bootstrap {
    private static final Duration SERVICE_STOP_LIMIT = Duration.ofSeconds(30);

    private Bootstrap() {}

    /** Starts (or finds) the database and hands its address to Quarkus; ends the JVM with a sentence where it cannot. */
    public static void startDatabase() {
        try {
            DbSettings settings = settings();
            if (settings.mode() == DbSettings.Mode.OUTER) {
                outer(settings).asSettings().forEach(System::setProperty);
                return;
            }
            EmbeddedPostgres postgres = embedded(settings);
            postgres.claim();
            postgres.start().asSettings().forEach(System::setProperty);
            var watch = new PostgresWatch(postgres);
            watch.begin();
            Runtime.getRuntime()
                    .addShutdownHook(new Thread(
                            () -> endWithService(watch, postgres, settings.keepRunning()), "firn-database-stop"));
        } catch (Fault fault) {
            System.err.println(fault.sentence());
            System.exit(1);
        }
    }

    /** Stops the embedded database, if it runs. */
    public static void stopDatabase() {
        try {
            DbSettings settings = settings();
            if (settings.mode() == DbSettings.Mode.EMBEDDED) {
                EmbeddedPostgres postgres = embedded(settings);
                postgres.claim();
                postgres.stop();
            }
        } catch (Fault fault) {
            System.err.println(fault.sentence());
            System.exit(1);
        }
    }

    private static EmbeddedPostgres embedded(DbSettings settings) {
        Path binaries = settings.binaries().orElse(settings.dir());
        return new EmbeddedPostgres(settings.dir(), binaries, settings.osUser(), new LocalExecutor());
    }

    private static Database outer(DbSettings settings) {
        String advice = "Set firn.db.url, firn.db.user and firn.db.password, or firn.db.mode=embedded.";
        if (settings.url().isEmpty()
                || settings.user().isEmpty()
                || settings.password().isEmpty()) {
            throw Fault.of(
                    io.firn.fault.FaultCode.INVALID,
                    "Could not use an outer database: its address, user or password is not set.",
                    advice);
        }
        return new Database(
                settings.url().get(), settings.user().get(), settings.password().get());
    }

    private static void endWithService(PostgresWatch watch, EmbeddedPostgres postgres, boolean keepRunning) {
        watch.end();
        if (keepRunning) {
            return;
        }
        Application application = Application.currentApplication();
        if (application != null) {
            // what it does last is to give its leases back
            Thread down = Thread.ofVirtual().start(application::awaitShutdown);
            try {
                down.join(SERVICE_STOP_LIMIT);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        postgres.stop();
    }

    private static DbSettings settings() {
        var builder = new SmallRyeConfigBuilder().addDefaultInterceptors().withMapping(DbSettings.class);
        try {
            builder.addDefaultSources();
            String files = System.getProperty("quarkus.config.locations", System.getenv("QUARKUS_CONFIG_LOCATIONS"));
            if (files != null) {
                for (String file : files.split(",", -1)) {
                    if (Files.exists(Path.of(file))) {
                        builder.withSources(
                                new PropertiesConfigSource(Path.of(file).toUri().toURL(), 280));
                    }
                }
            }
            URL builtIn = Bootstrap.class.getResource("/application.properties");
            builder.withSources(new PropertiesConfigSource(builtIn, 100));
        } catch (IOException e) {
            throw Fault.of(
                    io.firn.fault.FaultCode.INVALID,
                    "Could not read the settings: " + e.getMessage() + ".",
                    "Look at the file named by quarkus.config.locations.");
        }
        try {
            SmallRyeConfig config = builder.withValidateUnknown(false).build();
            return config.getConfigMapping(DbSettings.class);
        } catch (ConfigValidationException e) {
            throw WrongSettings.of(e);
        }
    }
}
