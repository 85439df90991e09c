package io.firn.cache;

import static io.firn.cache.CollectionStep.ABANDON_UPLOADS;
import static io.firn.cache.CollectionStep.COUNT_USAGE;
import static io.firn.cache.CollectionStep.DELETE_BLOBS;
import static io.firn.cache.CollectionStep.EXPIRE_ROOTS;
import static io.firn.cache.CollectionStep.FORGET_BLOBS;
import static io.firn.cache.CollectionStep.UNLINK;

import io.firn.cache.CollectionReport.State;
import io.firn.fault.Fault;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One collection of the cache: small batches, each a short transaction of its own, so that reads go on as if nothing was and
 * commits wait for one batch at most. It holds nothing that it could not find again; one killed anywhere leaves a cache that
 * is whole, and the next one goes on. Who runs it sees to it that one runs at a time.
 */
final class Collector {
    /** More than this are not remembered but found again by another round. */
    private static final int REMEMBERED = 100_000;

    /** Most levels of a closure in one transaction. */
    private static final int LEVELS = 50;

    private final Transactions transactions;
    private final BlobDeletion blobs;
    private final Quotas quotas;
    private final CollectionSettings settings;
    private final DeadBlobs dead = new DeadBlobs();
    private final Clock clock;
    private final Progress progress;

    Collector(
            Transactions transactions,
            BlobStore blobs,
            Quotas quotas,
            CollectionSettings settings,
            Clock clock,
            Progress progress) {
        this.transactions = transactions;
        this.blobs = new BlobDeletion(blobs);
        this.quotas = quotas;
        this.settings = settings;
        this.clock = clock;
        this.progress = progress;
    }

    /** Collects to the end; a fault leaves what was done, and a report that says why it stopped. */
    CollectionReport run(UUID id, Fence fence) {
        return new Round(CollectionReport.begun(id, clock.instant()), fence).toEnd();
    }

    private final class Round {
        private final Fence fence;
        private CollectionReport report;

        Round(CollectionReport report, Fence fence) {
            this.report = report;
            this.fence = fence;
        }

        CollectionReport toEnd() {
            try {
                fenced(connection -> CollectionRows.closeOthers(connection, report.id()));
                step(EXPIRE_ROOTS, this::expireRoots);
                step(ABANDON_UPLOADS, this::abandonUploads);
                clearBlobs();
                for (Garbage garbage : transactions.call(this::allTables)) {
                    while (!oneRound(garbage)) {
                        // what did not fit into memory is found by looking again
                    }
                }
                step(COUNT_USAGE, quotas::countStale);
                return end(State.DONE, null);
            } catch (Fault fault) {
                try {
                    end(State.STOPPED, fault.getMessage());
                } catch (Fault again) {
                    if (again != fault) {
                        fault.addSuppressed(again);
                    }
                }
                throw fault;
            }
        }

        private List<Garbage> allTables(Connection connection) throws SQLException {
            var all = new ArrayList<Garbage>();
            all.add(new Garbage(CacheTables.INSTALLATION, settings.keepUnrooted()));
            all.addAll(CacheTables.withRetention(connection));
            return all;
        }

        private void expireRoots() {
            fenced(connection -> report = report.expired(Roots.expire(connection)));
        }

        private void abandonUploads() {
            fenced(connection ->
                    report = report.gaveUp(dead.abandon(connection, settings.keepUploads(), settings.keepRemote())));
        }

        /** Looks at all paths once and deletes; false where more was found than is remembered. */
        private boolean oneRound(Garbage garbage) {
            Set<String> left = new LinkedHashSet<>();
            Optional<String> after = Optional.of("");
            while (after.isPresent() && left.size() < REMEMBERED) {
                String from = after.get();
                Garbage.Look look = transactions.call(connection -> garbage.look(connection, from, settings.window()));
                left.addAll(look.dead());
                after = look.last();
            }
            boolean all = after.isEmpty();
            while (!left.isEmpty()) {
                step(UNLINK, () -> fenced(connection -> unlink(connection, garbage, left)));
                all &= left.size() <= REMEMBERED;
                clearBlobs();
            }
            return all;
        }

        /**
         * One batch: these paths, then what they alone referred to. Level by level, so that closures that are deep and narrow
         * do not take a transaction for each path.
         */
        private void unlink(Connection connection, Garbage garbage, Set<String> left) throws SQLException {
            long deleted = 0;
            for (int level = 0; level < LEVELS && deleted < settings.batch() && !left.isEmpty(); level++) {
                List<String> batch = left.stream().limit(settings.batch()).toList();
                batch.forEach(left::remove);
                Garbage.Unlinked gone = garbage.unlink(connection, batch);
                report = report.unlinked(gone.paths(), gone.narBytes(), gone.fileBytes());
                deleted += gone.paths();
                if (left.size() <= REMEMBERED) {
                    left.addAll(gone.next());
                }
            }
            CollectionRows.save(connection, report);
        }

        /** Deletes what is noted as dead, also what an earlier collection left. */
        private void clearBlobs() {
            while (true) {
                List<String> keys = transactions.call(connection -> dead.some(connection, settings.batch()));
                if (keys.isEmpty()) {
                    return;
                }
                step(DELETE_BLOBS, () -> blobs.delete(keys));
                step(
                        FORGET_BLOBS,
                        () -> fenced(connection -> {
                            dead.forget(connection, keys);
                            report = report.deleted(keys.size());
                            CollectionRows.save(connection, report);
                        }));
            }
        }

        private CollectionReport end(State state, @Nullable String why) {
            fenced(connection -> {
                report = report.ended(state, clock.instant(), why);
                CollectionRows.save(connection, report);
            });
            return report;
        }

        private void step(CollectionStep step, Runnable work) {
            progress.at(Progress.Side.BEFORE, step);
            work.run();
            progress.at(Progress.Side.AFTER, step);
        }

        private void fenced(Transactions.Effect effect) {
            transactions.run(connection -> {
                fence.check(connection);
                effect.on(connection);
            });
        }
    }
}
