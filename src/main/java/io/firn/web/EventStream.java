package io.firn.web;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * Writes server-sent events: {@code id}, {@code event} and {@code data} lines, and a comment every 15 s of silence so that
 * proxies on the way do not close an idle stream. Not thread-safe. Source: WHATWG HTML, "Server-sent events".
 */
public final class EventStream {
    /** Silence after which a ping is due. */
    public static final Duration PING = Duration.ofSeconds(15);

    private final OutputStream out;
    private final Clock clock;
    private final BooleanSupplier open;
    private Instant last;

    EventStream(OutputStream out, Clock clock, BooleanSupplier open) {
        this.out = out;
        this.clock = clock;
        this.open = open;
        this.last = clock.instant();
    }

    /**
     * Sends one event.
     *
     * @param id persisted, increasing; what a client sends back as {@code Last-Event-ID}
     * @param event {@code line}, {@code phase}, {@code status}, {@code gap} or {@code end}
     * @param data JSON or text; each of its lines becomes a data line
     * @throws IOException the client has gone away
     */
    public void send(long id, String event, String data) throws IOException {
        put(Long.toString(id), event, data);
        flush();
    }

    /**
     * Writes one event, which goes out with the next {@link #flush}: for many at once.
     *
     * @param id what a client sends back as {@code Last-Event-ID}; empty leaves the client's last one as it is
     * @param event as in {@link #send}
     * @param data as in {@link #send}
     * @throws IOException the client has gone away
     */
    public void put(String id, String event, String data) throws IOException {
        var text = new StringBuilder();
        if (!id.isEmpty()) {
            text.append("id: ").append(id).append('\n');
        }
        text.append("event: ").append(event).append('\n');
        // An event without any data line would never reach the reader's code.
        (data.isEmpty() ? Stream.of("") : data.lines())
                .forEach(line -> text.append("data: ").append(line).append('\n'));
        write(text.append('\n').toString());
    }

    /** False when this process ends: the writer returns, and the client comes back with the last id that it saw. */
    public boolean open() {
        return open.getAsBoolean() && !Thread.currentThread().isInterrupted();
    }

    /** Hands over what was written. */
    public void flush() throws IOException {
        out.flush();
    }

    /** Sends a comment where nothing was sent for 15 s; also how a vanished client is noticed. */
    public void pingIfDue() throws IOException {
        if (Duration.between(last, clock.instant()).compareTo(PING) >= 0) {
            ping();
        }
    }

    /** Sends a comment now: a client sees that the stream is open though nothing is to be told yet. */
    public void ping() throws IOException {
        write(": ping\n\n");
        flush();
    }

    private void write(String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        last = clock.instant();
    }
}
