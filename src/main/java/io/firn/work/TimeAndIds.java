package io.firn.work;

import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.UUID;
import java.util.function.Supplier;

/** Makes the clock and the source of ids that every room gets by its constructor. */
@Dependent
class TimeAndIds {
    @Produces
    @Singleton
    Clock clock() {
        return Clock.systemUTC();
    }

    @Produces
    @Singleton
    Supplier<UUID> ids(Clock clock) {
        return new TimeOrderedIds(clock);
    }
}
