package io.firn.web;

import jakarta.inject.Singleton;
import java.io.OutputStream;
import java.time.Clock;

/** Opens streams of server-sent events, which end when the process does. */
@Singleton
public class EventStreams {
    private final Clock clock;
    private final Stopping stopping;

    EventStreams(Clock clock, Stopping stopping) {
        this.clock = clock;
        this.stopping = stopping;
    }

    /** Writes to a response's body. */
    public EventStream to(OutputStream out) {
        return new EventStream(out, clock, () -> !stopping.now());
    }
}
