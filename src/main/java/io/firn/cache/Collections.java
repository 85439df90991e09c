package io.firn.cache;

import io.firn.cache.CollectionReport.State;
import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import io.firn.work.Lease;
import io.firn.work.Leases;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jboss.logging.Logger;

/** Runs collections: by the clock and when asked to, one at a time in the whole installation. */
@ApplicationScoped
public class Collections {
    private static final Logger LOG = Logger.getLogger(Collections.class);
    private static final String LEASE = "cache-collection";

    private final Transactions transactions;
    private final BlobStore blobs;
    private final Quotas quotas;
    private final CollectionSettings settings;
    private final Leases leases;
    private final Clock clock;
    private final Supplier<UUID> ids;
    private final CollectionRows rows;

    Collections(
            DataSource database,
            BlobStore blobs,
            Quotas quotas,
            CollectionSettings settings,
            Leases leases,
            Clock clock,
            Supplier<UUID> ids) {
        this.transactions = new Transactions(database);
        this.blobs = blobs;
        this.quotas = quotas;
        this.settings = settings;
        this.leases = leases;
        this.clock = clock;
        this.ids = ids;
        this.rows = new CollectionRows(transactions);
    }

    @Scheduled(
            every = "${firn.collection.every:1h}",
            delayed = "2m",
            identity = "cache-collection",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void byTheClock() {
        leases.tryTake(LEASE).ifPresent(lease -> {
            try {
                run(ids.get(), lease);
            } catch (Fault fault) {
                LOG.warnf("The cache was not collected to its end: %s The next collection goes on.", fault.sentence());
            }
        });
    }

    /** What orgs keep, where it changed: their quotas go by it. */
    @Scheduled(every = "30s", identity = "cache-usage", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void countUsage() {
        try {
            quotas.countStale();
        } catch (Fault fault) {
            LOG.warnf("What orgs keep in the cache was not counted: %s", fault.getMessage());
        }
    }

    /** Begins a collection in the background; a conflict while another one runs. */
    public CollectionReport start() {
        Lease lease = leases.tryTake(LEASE)
                .orElseThrow(() -> Fault.of(
                        FaultCode.CONFLICT,
                        "Could not collect the cache: a collection is running.",
                        "See how far it is with: firn cache collections"));
        UUID id = ids.get();
        CollectionReport begun = CollectionReport.begun(id, clock.instant());
        boolean started = false;
        try {
            transactions.run(connection -> {
                lease.fence(connection);
                CollectionRows.save(connection, begun);
            });
            Thread.ofVirtual().name("cache-collection").start(() -> {
                try {
                    run(id, lease);
                } catch (Fault fault) {
                    LOG.warnf("The cache was not collected to its end: %s", fault.sentence());
                }
            });
            started = true;
            return begun;
        } finally {
            if (!started) {
                lease.close();
            }
        }
    }

    /** What a collection would delete now, and why. */
    public Preview preview() {
        return Preview.of(transactions, settings.keepUnrooted());
    }

    /** The newest collections first. */
    public List<CollectionReport> newest(int limit) {
        return rows.newest(limit);
    }

    /** One collection. */
    public Optional<CollectionReport> find(UUID id) {
        return rows.find(id);
    }

    /** Compares rows with blobs; puts right what can be where that is asked for. */
    public CheckReport check(boolean repair) {
        var check = new CacheCheck(transactions, blobs);
        return repair ? check.repair() : check.look();
    }

    private void run(UUID id, Lease lease) {
        try (lease) {
            var collector = new Collector(transactions, blobs, quotas, settings, clock, Progress.SILENT);
            CollectionReport report = collector.run(id, lease::fence);
            if (report.state() == State.DONE && report.paths() + report.blobs() + report.expiredRoots() > 0) {
                LOG.infof(
                        "Collected the cache: %d paths (%s packed), %d blobs, %d roots whose time was over.",
                        report.paths(), Quotas.mebibytes(report.fileBytes()), report.blobs(), report.expiredRoots());
            }
        }
    }
}
