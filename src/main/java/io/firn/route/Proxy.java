package io.firn.route;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** Makes the proxy match a set of routes, and believes that it does only after reading it back. */
final class Proxy {
    /** How often somebody else's write to the proxy is borne. */
    private static final int TRIES = 12;

    private static final int PAUSE_MILLIS = 50;

    private final String server;
    private final CaddyAdmin admin;
    private final CaddyServer builder;
    private final Switches switches;

    Proxy(Edge edge, CaddyAdmin admin) {
        this.server = edge.server();
        this.admin = admin;
        this.builder = new CaddyServer(edge);
        this.switches = new Switches(edge.switches());
    }

    /**
     * Writes what differs and returns after the proxy has it. The routes are read after the proxy's tag was: a change that
     * another control plane makes in between is refused by the proxy and tried again with fresh routes.
     */
    Matched match(Supplier<List<AppRoute>> truth) {
        for (int n = 1; n <= TRIES; n++) {
            CaddyAdmin.Tagged found = admin.server(server);
            List<AppRoute> routes = truth.get();
            ObjectNode wanted = builder.build(routes);
            routes.forEach(switches::fill);
            Change change = Change.NONE;
            if (!wanted.equals(found.value())) {
                if (!replaced(found, wanted)) {
                    pause();
                    continue;
                }
                change = Change.CONFIGURATION;
            }
            routes.forEach(switches::turn);
            return new Matched(change, routes);
        }
        throw Fault.of(
                FaultCode.UNAVAILABLE,
                "Could not change the proxy: somebody else changes it all the time.",
                "Use one installation for each server name in the proxy.");
    }

    /** Whether the proxy took it, and still has it. */
    private boolean replaced(CaddyAdmin.Tagged found, ObjectNode wanted) {
        try {
            admin.replace(server, found, wanted);
        } catch (Fault fault) {
            if (fault.code() != FaultCode.PRECONDITION_FAILED) {
                throw fault;
            }
            return false;
        }
        return wanted.equals(admin.server(server).value());
    }

    /** Not the same for all, or two that were refused together meet again. */
    private static void pause() {
        LockSupport.parkNanos(Duration.ofMillis(ThreadLocalRandom.current().nextInt(PAUSE_MILLIS))
                .toNanos());
    }

    /** Forgets the switches of all apps but those of these routes, which are all that there are to be. */
    void keepOnly(List<AppRoute> routes) {
        switches.keepOnly(routes.stream().map(AppRoute::appId).toList());
    }

    /** Requests in flight through a lane. */
    int inFlight(UUID appId, int lane) {
        String lanes = switches.slot(appId, lane, 0).getParent() + "/";
        return admin.inFlight(address -> address.startsWith("{file." + lanes));
    }

    /**
     * What the proxy was brought to.
     *
     * @param routes as they were to be when they were read; they may be other ones by now
     */
    record Matched(Change change, List<AppRoute> routes) {
        Matched {
            routes = List.copyOf(routes);
        }
    }

    /** What matching took. */
    enum Change {
        /** The proxy's configuration was as wanted; switches may have been set. */
        NONE,
        /** The proxy took a new configuration. */
        CONFIGURATION
    }
}
