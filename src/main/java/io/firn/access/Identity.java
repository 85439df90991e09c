package io.firn.access;

import io.vertx.ext.web.RoutingContext;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Whom a valid credential speaks for.
 *
 * @param orgId the org
 * @param tokenId the token; for short-lived ones, which have no row, an id that is stable for the token
 * @param scopes what it allows
 * @param only the one thing that a short-lived token was made for; null where there is no such bound
 */
public record Identity(UUID orgId, UUID tokenId, Set<Scope> scopes, @Nullable String only) {
    public Identity {
        scopes = Set.copyOf(scopes);
    }

    /** Whom a request's credential speaks for; null where it came without one. For raw doors; resources inject {@link Caller}. */
    public static @Nullable Identity of(RoutingContext request) {
        return request.get(Caller.KEY);
    }

    /** Whether any of the scopes is allowed; {@link Scope#ADMIN} allows all, an empty list is allowed to anyone known. */
    public boolean allows(Collection<Scope> any) {
        if (any.isEmpty() || scopes.contains(Scope.ADMIN)) {
            return true;
        }
        return any.stream().anyMatch(scopes::contains);
    }

    /** The one thing that this credential was made for, where there is such a bound. */
    public Optional<String> boundTo() {
        return Optional.ofNullable(only);
    }
}
