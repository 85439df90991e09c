package io.firn.access;

import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.RequestScoped;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Who makes the present request. Only within a request; hand the ids on to work that outlives it. */
@RequestScoped
public class Caller {
    static final String KEY = "firn.identity";

    private final CurrentVertxRequest request;

    Caller(CurrentVertxRequest request) {
        this.request = request;
    }

    /** The org that the caller speaks for. */
    public UUID orgId() {
        return require().orgId();
    }

    /** The token that was used. */
    public UUID tokenId() {
        return require().tokenId();
    }

    /** What the token allows. */
    public Set<Scope> scopes() {
        return require().scopes();
    }

    /** Whether the token allows this. */
    public boolean may(Scope scope) {
        return identity().map(identity -> identity.allows(Set.of(scope))).orElse(false);
    }

    /** The caller, or empty on a public route without a token. */
    public Optional<Identity> identity() {
        RoutingContext current = request.getCurrent();
        return current == null ? Optional.empty() : Optional.ofNullable(current.get(KEY));
    }

    private Identity require() {
        return identity()
                .orElseThrow(() -> Fault.of(
                        FaultCode.UNAUTHENTICATED,
                        "Could not answer the request: it needs a token.",
                        "Send 'Authorization: Bearer <token>'."));
    }
}
