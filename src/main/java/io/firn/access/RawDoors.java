package io.firn.access;

import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import io.firn.web.Problems;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;

/**
 * Puts the raw doors on the router, each behind the check that {@link ScopeCheck} is for resources: a request that matches none
 * of a door's ways goes on to JAX-RS, and one that does is answered by the door or refused here.
 */
@Singleton
final class RawDoors {
    /** Where the gate leaves what it matched. */
    static final String KEY = "firn.raw-route";

    /** Where the gate leaves whether the thing is open: asked once a request, so that the answer cannot change on the way. */
    static final String OPEN = "firn.raw-open";

    private static final int BEFORE_JAX_RS = 500;

    private final Instance<RawDoor> doors;
    private final Problems problems;

    RawDoors(@Any Instance<RawDoor> doors, Problems problems) {
        this.doors = doors;
        this.problems = problems;
    }

    static boolean open(RoutingContext request) {
        return Boolean.TRUE.equals(request.<Boolean>get(OPEN));
    }

    void register(@Observes Router router) {
        for (RawDoor door : doors) {
            String first = door.ways().getFirst().path().split("/", 3)[1];
            router.route("/" + first + "/*").order(BEFORE_JAX_RS).handler(this::enter);
        }
    }

    private void enter(RoutingContext request) {
        Route route = request.get(KEY);
        RawDoor door = route == null ? null : route.door();
        if (route == null || door == null) {
            request.next();
            return;
        }
        Fault refusal = refusal(route, door, request);
        if (refusal != null) {
            problems.answer(request, refusal);
            return;
        }
        try {
            door.answer(request);
        } catch (Fault fault) {
            problems.answer(request, fault);
        }
    }

    private static @Nullable Fault refusal(Route route, RawDoor door, RoutingContext request) {
        String path = request.normalizedPath();
        if (open(request)) {
            return null;
        }
        Identity identity = request.get(Caller.KEY);
        if (identity == null) {
            return Gate.missing();
        }
        if (!route.allows(identity)) {
            return Fault.of(
                    FaultCode.FORBIDDEN,
                    "Could not answer the request: the token does not allow it.",
                    "Use a token with the scope " + route.scopes() + ".");
        }
        String only = identity.only();
        if (only != null && !only.equals("*") && !only.equals(door.thing(path))) {
            return Fault.of(
                    FaultCode.FORBIDDEN,
                    "Could not answer the request: the token was made for something else.",
                    "Use a token for this very thing.");
        }
        return null;
    }
}
