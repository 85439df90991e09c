package io.firn.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class EventStreamTest {
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
    private final AtomicBoolean ending = new AtomicBoolean();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final InstantSource source = now::get;
    private final EventStream stream = new EventStream(out, source.withZone(ZoneOffset.UTC), () -> !ending.get());

    @Test
    void eventWithTwoLinesHasTwoDataLines() throws IOException {
        stream.send(7, "line", "one\ntwo");
        assertThat(written()).isEqualTo("id: 7\nevent: line\ndata: one\ndata: two\n\n");
    }

    @Test
    void eventWithoutAnIdLeavesTheClientsLastOne() throws IOException {
        stream.put("", "gap", "{\"dropped\":3}");
        assertThat(written()).isEqualTo("event: gap\ndata: {\"dropped\":3}\n\n");
    }

    @Test
    void emptyLineIsAnEventToo() throws IOException {
        stream.send(8, "line", "");
        assertThat(written()).isEqualTo("id: 8\nevent: line\ndata: \n\n");
    }

    @Test
    void silenceOfFifteenSecondsIsBrokenOnce() throws IOException {
        stream.pingIfDue();
        assertThat(written()).isEmpty();
        now.set(Instant.EPOCH.plus(Duration.ofSeconds(15)));
        stream.pingIfDue();
        stream.pingIfDue();
        assertThat(written()).isEqualTo(": ping\n\n");
    }

    @Test
    void streamIsOpenUntilTheServiceEnds() {
        assertThat(stream.open()).isTrue();
        ending.set(true);
        assertThat(stream.open()).isFalse();
    }

    private String written() {
        return out.toString(StandardCharsets.UTF_8);
    }
}
