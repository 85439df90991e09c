package io.firn.web;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/**
 * Whether this process is about to end. It waits a while for open requests to end ({@code quarkus.shutdown.timeout}), with all
 * that they use still there: who answers for as long as the client likes asks here, and ends the answer where a client can go on
 * later.
 */
@Singleton
public class Stopping {
    /** The runtime's own event comes only after the wait for open requests. */
    private final Thread signal = Thread.ofPlatform().name("firn-stopping").unstarted(() -> now = true);

    private volatile boolean now;

    /** True from the moment that the process was asked to end. */
    public boolean now() {
        return now;
    }

    void begin(@Observes StartupEvent started) {
        Runtime.getRuntime().addShutdownHook(signal);
    }

    void end(@Observes ShutdownEvent stopping) {
        now = true;
        try {
            Runtime.getRuntime().removeShutdownHook(signal);
        } catch (IllegalStateException processEnds) {
            return; // the signal has been given
        }
    }
}
