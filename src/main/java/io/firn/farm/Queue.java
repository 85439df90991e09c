package io.firn.farm;

import io.agroal.api.AgroalDataSource;
import io.firn.schedule.Obstacle;
import io.firn.schedule.Scheduling;
import io.firn.schedule.Waiting;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Builds that wait for a slot. However many of them ask in this process, one look serves them all. */
@ApplicationScoped
public class Queue {
    private static final Logger LOG = Logger.getLogger(Queue.class);

    private final AgroalDataSource database;
    private final Planner planner;
    private final FarmSettings settings;
    private final ReentrantLock turn = new ReentrantLock();
    private volatile long begun = System.nanoTime() - Long.MAX_VALUE / 2;
    private volatile @Nullable Scheduling seen;

    Queue(AgroalDataSource database, Planner planner, FarmSettings settings) {
        this.database = database;
        this.planner = planner;
        this.settings = settings;
    }

    /** Puts an attempt into the queue, within the caller's transaction; one that is there stays where it is. */
    @Transactional
    public void add(BuildWish wish) {
        within(queue -> {
            queue.add(wish);
            return Optional.empty();
        });
    }

    /** Takes a build out of the queue, within the caller's transaction. */
    @Transactional
    public void remove(UUID buildId) {
        within(queue -> {
            queue.remove(buildId);
            return Optional.empty();
        });
    }

    /** The slot that an attempt was given, which is its own from now on; within the caller's transaction. */
    @Transactional
    Optional<QueueTable.Placed> take(UUID buildId, int attempt) {
        return within(queue -> queue.take(buildId, attempt));
    }

    /** Gives slots away, not oftener than the setting says. Not inside a transaction of the caller's. */
    public void plan() {
        long asked = System.nanoTime();
        turn.lock();
        try {
            if (begun - asked > 0) {
                return; // another's look began after this one was asked for
            }
            LockSupport.parkNanos(settings.lookEvery().toNanos() - (System.nanoTime() - begun));
            begun = System.nanoTime();
            planner.plan().ifPresent(scheduling -> seen = scheduling);
        } catch (RuntimeException failed) {
            // Whoever waits asks again soon; a look that failed gave nothing away.
            LOG.warnf("Could not look at the queue: %s. It is looked at again.", failed.getMessage());
        } finally {
            turn.unlock();
        }
    }

    /** Why a build waits, as of the last look in this process or, where that did not see it, of a new one. */
    public Optional<Waiting> why(UUID buildId) {
        Scheduling last = seen;
        boolean fresh =
                last != null && System.nanoTime() - begun < settings.freshFor().toNanos();
        Optional<Waiting> known = fresh && last != null ? last.why(buildId) : Optional.empty();
        return known.isPresent() ? known : planner.look(buildId).why(buildId);
    }

    private interface Work<T> {
        Optional<T> with(QueueTable queue) throws SQLException;
    }

    private <T> Optional<T> within(Work<T> work) {
        try (Connection connection = database.getConnection()) {
            return work.with(new QueueTable(connection));
        } catch (SQLException failed) {
            throw new IllegalStateException("the queue could not be changed", failed);
        }
    }

    /** The obstacles in a few words, for a log. */
    static String told(List<Obstacle> obstacles) {
        return String.join(
                ", ",
                obstacles.stream()
                        .limit(5)
                        .map(obstacle -> obstacle.machine() + " " + firstClause(obstacle.sentence()))
                        .toList());
    }

    /** A pusher wants to know who is away; why a machine is away is the operator's, and {@code why-waiting} tells it whole. */
    private static String firstClause(String sentence) {
        int colon = sentence.indexOf(": ");
        return colon < 0 ? sentence : sentence.substring(0, colon);
    }
}
