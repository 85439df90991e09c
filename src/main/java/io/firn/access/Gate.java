package io.firn.access;

import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import io.firn.web.Problems;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/**
 * Every request passes here first, whatever answers it. Who has a wrong credential, or none where one is needed, goes no
 * further; nor does a request to a path that no {@link Route} knows. What a token allows is checked once more beside each
 * resource by {@link ScopeCheck}, which knows exactly which method was picked.
 */
@Singleton
final class Gate {
    private static final int AFTER_REQUEST_ID = 900;

    private final Tokens tokens;
    private final Routes routes;
    private final Throttle throttle;
    private final Problems problems;

    Gate(Tokens tokens, Routes routes, Throttle throttle, Problems problems) {
        this.tokens = tokens;
        this.routes = routes;
        this.throttle = throttle;
        this.problems = problems;
    }

    void register(@Observes Filters filters) {
        filters.register(this::enter, AFTER_REQUEST_ID);
    }

    private void enter(RoutingContext request) {
        String path = request.normalizedPath();
        Optional<RawDoor> door = routes.doorOf(path);
        if (door.isEmpty()) {
            identify(request);
            return;
        }
        Optional<Boolean> open = door.get().open(path);
        if (open.isPresent()) {
            request.put(RawDoors.OPEN, open.get());
            identify(request);
            return;
        }
        request.vertx()
                .executeBlocking(() -> door.get().learn(path), false)
                .onSuccess(learnt -> {
                    request.put(RawDoors.OPEN, learnt);
                    identify(request);
                })
                .onFailure(failure -> problems.answer(request, unavailable("look the path up", failure)));
    }

    private void identify(RoutingContext request) {
        Optional<String> token = Credentials.token(request.request().getHeader("Authorization"));
        if (token.isEmpty()) {
            admit(request, Optional.empty());
            return;
        }
        // the look-up blocks; the request's body waits meanwhile
        request.vertx()
                .executeBlocking(() -> tokens.identify(token.get()), false)
                .onSuccess(identity -> {
                    if (identity.isEmpty()) {
                        refuse(request);
                    } else {
                        admit(request, identity);
                    }
                })
                .onFailure(failure -> problems.answer(request, unavailable("check the token", failure)));
    }

    private static Fault unavailable(String what, Throwable cause) {
        return Fault.of(
                        FaultCode.UNAVAILABLE,
                        "Could not " + what + ": the database does not answer.",
                        "Try again in a moment.")
                .causedBy(cause);
    }

    private void admit(RoutingContext request, Optional<Identity> identity) {
        String method = request.request().method().name();
        String path = request.normalizedPath();
        List<Route> taking = routes.taking(method, path);
        boolean thingOpen = RawDoors.open(request);
        taking.stream()
                .filter(route -> route.door() != null)
                .findFirst()
                .ifPresent(route -> request.put(RawDoors.KEY, route));
        if (identity.isEmpty()) {
            if (taking.stream().noneMatch(route -> route.opened(thingOpen))) {
                problems.answer(request, missing());
                return;
            }
        } else {
            request.put(Caller.KEY, identity.get());
            if (taking.isEmpty()) {
                problems.answer(request, nothingThere(request, method));
                return;
            }
            if (taking.stream().noneMatch(route -> mayUse(identity.get(), route, thingOpen))) {
                problems.answer(
                        request,
                        Fault.of(
                                FaultCode.FORBIDDEN,
                                "Could not answer the request: the token does not allow it.",
                                "Use a token with the scope "
                                        + taking.getFirst().scopes() + "."));
                return;
            }
        }
        request.next();
    }

    /** Quarkus' own paths have no second check behind them, so a token that was made for one thing gets nothing there. */
    private static boolean mayUse(Identity identity, Route route, boolean thingOpen) {
        return route.opened(thingOpen)
                || (route.allows(identity)
                        && (!route.path().startsWith("/q/")
                                || identity.boundTo().isEmpty()));
    }

    private Fault nothingThere(RoutingContext request, String method) {
        String path = request.normalizedPath();
        return routes.knows(path)
                ? Fault.of(
                        FaultCode.METHOD_NOT_ALLOWED,
                        "Could not answer " + method + " " + path + ": this path does not know that method.",
                        "See /q/openapi.")
                : Fault.of(
                        FaultCode.NOT_FOUND,
                        "Could not find " + path + ".",
                        "The paths that exist are listed at /q/openapi.");
    }

    private void refuse(RoutingContext request) {
        String address = request.request().remoteAddress() == null
                ? ""
                : request.request().remoteAddress().hostAddress();
        if (throttle.wrong(String.valueOf(address))) {
            problems.answer(
                    request,
                    Fault.of(
                            FaultCode.UNAUTHENTICATED,
                            "Could not answer the request: its token is not valid.",
                            "It may have expired or been revoked; ask for a new one."));
        } else {
            problems.answer(
                    request,
                    Fault.of(
                            FaultCode.RATE_LIMITED,
                            "Could not answer the request: too many wrong tokens came from this address.",
                            "Wait a minute, then use a valid one."));
        }
    }

    static Fault missing() {
        return Fault.of(
                FaultCode.UNAUTHENTICATED,
                "Could not answer the request: it needs a token.",
                "Send 'Authorization: Bearer <token>'.");
    }
}
