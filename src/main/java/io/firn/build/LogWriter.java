package io.firn.build;

import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Writes a build's log in pieces that hold what came within a moment, so that a chatty build does not make a transaction of
 * each line. The first piece after a pause is written at once.
 */
final class LogWriter implements AutoCloseable {
    private static final Duration MOMENT = Duration.ofMillis(100);
    private static final int FULL = 256 * 1024;

    /** Adds bytes where the log ends at the offset; false where it does not. */
    @FunctionalInterface
    interface Appender {
        boolean append(UUID buildId, long offset, byte[] bytes);
    }

    private final UUID buildId;
    private final Appender appender;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Thread thread;
    private ByteArrayOutputStream waiting = new ByteArrayOutputStream();
    private long offset;
    private boolean closed;
    private @Nullable RuntimeException failed;

    LogWriter(UUID buildId, long offset, Appender appender) {
        this.buildId = buildId;
        this.offset = offset;
        this.appender = appender;
        this.thread = Thread.ofVirtual().name("log-" + buildId).start(this::writeOn);
    }

    /** Takes bytes; a failure to write earlier ones comes out here. */
    void accept(byte[] bytes, int start, int length) {
        lock.lock();
        try {
            while (failed == null && waiting.size() > FULL) {
                changed.awaitUninterruptibly();
            }
            if (failed != null) {
                throw failed;
            }
            waiting.write(bytes, start, length);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until all is written. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        try {
            thread.join();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
        if (failed != null) {
            throw failed;
        }
    }

    private void writeOn() {
        try {
            for (byte[] piece = next(); piece.length > 0; piece = next()) {
                if (!appender.append(buildId, offset, piece)) {
                    throw Fault.of(
                            FaultCode.CONFLICT,
                            "Could not write the log of build " + buildId + ": somebody else goes on with the build.",
                            "Nothing is to be done: the other one finishes it.");
                }
                offset += piece.length;
                TimeUnit.MILLISECONDS.sleep(closed ? 0 : MOMENT.toMillis());
            }
        } catch (RuntimeException stop) {
            fail(stop);
        } catch (InterruptedException stopped) {
            fail(Fault.of(
                    FaultCode.UNAVAILABLE, "Could not write the log of build " + buildId + ": Firn is stopping."));
        }
    }

    private byte[] next() {
        lock.lock();
        try {
            while (waiting.size() == 0 && !closed) {
                changed.awaitUninterruptibly();
            }
            byte[] piece = waiting.toByteArray();
            waiting = new ByteArrayOutputStream();
            changed.signalAll();
            return piece;
        } finally {
            lock.unlock();
        }
    }

    private void fail(RuntimeException why) {
        lock.lock();
        try {
            failed = why;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
