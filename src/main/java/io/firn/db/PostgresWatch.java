package io.firn.db;

import io.firn.fault.Fault;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jboss.logging.Logger;

/**
 * Brings the embedded PostgreSQL back when it dies beside a living service (somebody killed it, the machine ran out of
 * memory). It comes back at the same port, so the service's connections find it again.
 */
final class PostgresWatch {
    private static final Logger LOG = Logger.getLogger(PostgresWatch.class);
    private static final Duration LOOK = Duration.ofMillis(500);
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(10);

    private final EmbeddedPostgres postgres;
    private volatile boolean ended;

    PostgresWatch(EmbeddedPostgres postgres) {
        this.postgres = postgres;
    }

    void begin() {
        Thread.ofPlatform().daemon().name("firn-database-watch").start(this::watch);
    }

    void end() {
        ended = true;
    }

    private void watch() {
        while (!ended) {
            LockSupport.parkNanos(LOOK.toNanos());
            if (!ended && !postgres.alive()) {
                bringBack();
            }
        }
    }

    private void bringBack() {
        LOG.warn("The embedded PostgreSQL has died. It is started again.");
        try {
            postgres.start();
            LOG.info("The embedded PostgreSQL runs again.");
        } catch (Fault fault) {
            LOG.errorf("%s The next attempt is in %d seconds.", fault.sentence(), AFTER_FAILURE.toSeconds());
            LockSupport.parkNanos(AFTER_FAILURE.toNanos());
        }
    }
}
