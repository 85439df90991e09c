package io.firn.cache;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;

/** Counts the bytes that pass the cache's doors, and those that builders' closures bring in. */
@Singleton
final class CacheTraffic {
    private final Counter sent;
    private final Counter received;

    CacheTraffic(MeterRegistry meters) {
        this.sent = Counter.builder("firn.cache.bytes")
                .description("Bytes through the doors of the binary cache")
                .baseUnit("bytes")
                .tag("direction", "out")
                .register(meters);
        this.received = Counter.builder("firn.cache.bytes")
                .description("Bytes through the doors of the binary cache")
                .baseUnit("bytes")
                .tag("direction", "in")
                .register(meters);
    }

    void sent(long bytes) {
        sent.increment((double) bytes);
    }

    void received(long bytes) {
        received.increment((double) bytes);
    }
}
