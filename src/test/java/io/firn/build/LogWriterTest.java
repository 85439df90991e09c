package io.firn.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.firn.fault.Fault;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LogWriterTest {
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final AtomicInteger pieces = new AtomicInteger();

    @Test
    void allIsWrittenInOrderInFewPieces() {
        var expected = new StringBuilder();
        try (var writer = new LogWriter(UUID.randomUUID(), 7, this::append)) {
            for (int n = 0; n < 1000; n++) {
                byte[] line = ("line " + n + "\n").getBytes(StandardCharsets.UTF_8);
                writer.accept(line, 0, line.length);
                expected.append("line ").append(n).append('\n');
            }
        }
        assertThat(written.toString(StandardCharsets.UTF_8)).hasToString(expected.toString());
        assertThat(pieces.get()).isLessThan(20);
    }

    @Test
    void somebodyElseWritingEndsIt() {
        assertThatThrownBy(() -> {
                    try (var writer = new LogWriter(UUID.randomUUID(), 0, (id, offset, bytes) -> false)) {
                        writer.accept(new byte[] {1}, 0, 1);
                    }
                })
                .isInstanceOf(Fault.class)
                .hasMessageContaining("somebody else");
    }

    private boolean append(UUID id, long offset, byte[] bytes) {
        assertThat(offset).isEqualTo(7L + written.size());
        written.writeBytes(bytes);
        pieces.incrementAndGet();
        return true;
    }
}
