package io.firn.route;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;

/** Makes the proxy match a set of routes, and believes that it does only after reading it back. */
final class Proxy {
    /** How often somebody else's write to the proxy is borne. */
    private static final int TRIES = 5;
    /** How often what is to be may change while it is written: with many deploys at once it does so many times a second. */
    private static final int CHANGES_OF_MIND = 60;

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
    Change match(Supplier<List<AppRoute>> truth) {
        int refused = 0;
        for (int n = 0; n < CHANGES_OF_MIND && refused < TRIES; n++) {
            CaddyAdmin.Tagged found = admin.server(server);
            List<AppRoute> routes = truth.get();
            ObjectNode wanted = builder.build(routes);
            routes.forEach(switches::fill);
            Change change = Change.NONE;
            if (!wanted.equals(found.value())) {
                try {
                    admin.replace(server, found, wanted);
                } catch (Fault fault) {
                    if (fault.code() != FaultCode.PRECONDITION_FAILED || ++refused == TRIES) {
                        throw fault;
                    }
                    continue;
                }
                if (!wanted.equals(admin.server(server).value())) {
                    refused++;
                    continue;
                }
                change = Change.CONFIGURATION;
            }
            routes.forEach(switches::turn);
            if (!truth.get().equals(routes)) {
                // Somebody decided otherwise while we wrote, perhaps long ago if we were frozen: do as they say.
                continue;
            }
            switches.keepOnly(routes.stream().map(AppRoute::appId).toList());
            return change;
        }
        throw Fault.of(
                FaultCode.UNAVAILABLE,
                "Could not change the proxy: somebody else changes it all the time.",
                "Use one installation for each server name in the proxy.");
    }

    /** Requests in flight through a lane. */
    int inFlight(UUID appId, int lane) {
        String lanes = switches.slot(appId, lane, 0).getParent() + "/";
        return admin.inFlight(address -> address.startsWith("{file." + lanes));
    }

    /** What matching took. */
    enum Change {
        /** The proxy's configuration was as wanted; switches may have been set. */
        NONE,
        /** The proxy took a new configuration. */
        CONFIGURATION
    }
}
