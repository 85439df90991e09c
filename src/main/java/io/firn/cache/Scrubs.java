package io.firn.cache;

import io.firn.work.Lease;
import io.firn.work.Leases;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jboss.logging.Logger;

/** Starts scrubs, one at a time over all control planes; one that was cut short goes on at the next start. */
@Singleton
final class Scrubs {
    private static final Logger LOG = Logger.getLogger(Scrubs.class);
    private static final String LEASE = "cache-scrub";

    private final Cache cache;
    private final ScrubRows rows;
    private final CacheSettings settings;
    private final StorageSettings storage;
    private final Instance<NarOrigin> origins;
    private final Leases leases;
    private final Supplier<UUID> ids;
    private final Clock clock;
    private volatile boolean stopping;

    Scrubs(
            Cache cache,
            DataSource database,
            CacheSettings settings,
            StorageSettings storage,
            Instance<NarOrigin> origins,
            Leases leases,
            Supplier<UUID> ids,
            Clock clock) {
        this.cache = cache;
        this.rows = new ScrubRows(new Transactions(database));
        this.settings = settings;
        this.storage = storage;
        this.origins = origins;
        this.leases = leases;
        this.ids = ids;
        this.clock = clock;
    }

    /** The newest scrub, if there was one. */
    Optional<ScrubReport> newest() {
        return rows.newest();
    }

    /** Paths that are not served, because their bytes are broken. */
    List<BrokenBlob> broken(int limit) {
        return rows.broken(limit);
    }

    /** Starts a scrub, or lets the one go on that was cut short; where one runs, that is it. */
    ScrubReport start() {
        Optional<Lease> lease = leases.tryTake(LEASE);
        if (lease.isPresent()) {
            UUID scrub = rows.begin(ids.get());
            Thread.ofVirtual().name("firn-scrub").start(() -> run(scrub, lease.get()));
        }
        return rows.newest().orElseThrow(() -> new IllegalStateException("a scrub that runs has a row"));
    }

    private void run(UUID scrub, Lease lease) {
        try (lease) {
            new Scrub(cache, rows, settings.keyName(), storage.scrubRate(), origins)
                    .run(scrub, () -> !stopping && lease.held());
        } catch (RuntimeException e) {
            LOG.error("A scrub of the cache ended by a defect", e);
            rows.end(scrub, ScrubReport.State.STOPPED, String.valueOf(e.getMessage()));
        }
    }

    /** Starts the next one when it is due; one that a stopped service left goes on. */
    @Scheduled(every = "10m", delayed = "10m", concurrentExecution = ConcurrentExecution.SKIP)
    void due() {
        Duration every = storage.scrubEvery();
        if (every.isZero()) {
            return;
        }
        Optional<ScrubReport> last = rows.newest();
        boolean due = last.map(report -> report.state() != ScrubReport.State.DONE
                        || report.startedAt().plus(every).isBefore(clock.instant()))
                .orElse(true);
        if (due) {
            start();
        }
    }

    void onStop(@Observes ShutdownEvent event) {
        stopping = true;
    }
}
