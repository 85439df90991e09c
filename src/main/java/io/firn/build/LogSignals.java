package io.firn.build;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Wakes readers of a log. */
final class LogSignals {
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<UUID, Waiters> waiters = new HashMap<>();

    private static final class Waiters {
        private final Condition condition;
        private int count;
        private long raised;

        Waiters(Condition condition) {
            this.condition = condition;
        }
    }

    void await(UUID id, Duration limit) {
        lock.lock();
        try {
            Waiters mine = waiters.computeIfAbsent(id, missing -> new Waiters(lock.newCondition()));
            mine.count++;
            try {
                long seen = mine.raised;
                long left = limit.toNanos();
                while (mine.raised == seen && left > 0) {
                    left = mine.condition.awaitNanos(left);
                }
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            } finally {
                if (--mine.count == 0) {
                    waiters.remove(id);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    void raise(UUID id) {
        lock.lock();
        try {
            Waiters theirs = waiters.get(id);
            if (theirs != null) {
                theirs.raised++;
                theirs.condition.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }
}
