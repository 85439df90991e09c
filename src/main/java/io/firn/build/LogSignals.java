package io.firn.build;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Wakes readers of a log. */
final class LogSignals {
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<UUID, Waiters> waiters = new HashMap<>();

    private static final class Waiters {
        private final Condition condition;
        private int count;

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
                // Waking early is harmless, as readers look again anyway.
                boolean woken = mine.condition.await(limit.toMillis(), TimeUnit.MILLISECONDS);
                assert woken || !woken;
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
                theirs.condition.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }
}
