package io.firn.image;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Counts the bytes that leave by the registry's door. */
@Singleton
final class ImageTraffic {
    private final Counter sent;

    ImageTraffic(MeterRegistry meters) {
        this.sent = Counter.builder("firn.registry.bytes")
                .description("Bytes through the door of the registry")
                .baseUnit("bytes")
                .tag("direction", "out")
                .register(meters);
    }

    void sent(long bytes) {
        sent.increment((double) bytes);
    }

    OutputStream counting(OutputStream out) {
        return new FilterOutputStream(out) {
            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                out.write(bytes, offset, length);
                sent.increment(length);
            }
        };
    }
}
