package io.firn.work;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** UUIDs of version 7: later ones are greater, within one process even inside a millisecond, so rows lie in order of birth. */
final class TimeOrderedIds implements Supplier<UUID> {
    private static final int STEPS_BITS = 12;

    private final Clock clock;
    private final SecureRandom random = new SecureRandom();
    // milliseconds and, in the low 12 bits, the step within one
    private final AtomicLong last = new AtomicLong();

    TimeOrderedIds(Clock clock) {
        this.clock = clock;
    }

    @Override
    public UUID get() {
        long now = clock.millis() << STEPS_BITS;
        long tick = last.updateAndGet(before -> Math.max(before + 1, now));
        long high = (tick >>> STEPS_BITS) << 16 | 0x7000L | (tick & 0xfff);
        long low = (random.nextLong() & 0x3fffffffffffffffL) | 0x8000000000000000L;
        return new UUID(high, low);
    }
}
