package io.firn.lab;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for what a test cannot be told of. */
public final class Await {
    private static final long LOOK_AGAIN_NANOS = 250_000_000L;

    private Await() {}

    /** Returns once it is so; past the limit the test fails and says what it waited for. */
    public static void until(String what, Duration limit, BooleanSupplier there) {
        long end = System.nanoTime() + limit.toNanos();
        while (!there.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("waited " + limit + " in vain for " + what);
            }
            LockSupport.parkNanos(LOOK_AGAIN_NANOS);
        }
    }
}
