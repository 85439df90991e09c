package io.firn.access;

import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.Priority;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.ext.Provider;
import java.lang.reflect.Method;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Compares what the picked resource method asks for with what the caller's token allows. No annotation: denied. */
@Provider
@Priority(Priorities.AUTHORIZATION)
public final class ScopeCheck implements ContainerRequestFilter {
    private final ResourceInfo resource;
    private final RoutingContext request;

    ScopeCheck(ResourceInfo resource, RoutingContext request) {
        this.resource = resource;
        this.request = request;
    }

    @Override
    public void filter(ContainerRequestContext context) {
        Method method = resource.getResourceMethod();
        if (Routes.open(method) != null) {
            return;
        }
        Identity identity = request.get(Caller.KEY);
        Needs needs = Routes.needs(method);
        if (needs != null
                && (Routes.isSet(needs.unless()) || (!needs.whereOpen().isEmpty() && RawDoors.open(request)))) {
            return;
        }
        if (identity == null) {
            throw Gate.missing();
        }
        if (needs == null) {
            throw Fault.of(
                    FaultCode.FORBIDDEN,
                    "Could not answer the request: this path is closed to all.",
                    "Tell the operator: the resource says nothing about access.");
        }
        if (!identity.allows(Arrays.asList(needs.value()))) {
            throw Fault.of(
                    FaultCode.FORBIDDEN,
                    "Could not answer the request: the token does not allow it.",
                    "Use a token with the scope "
                            + String.join(
                                    " or ",
                                    Arrays.stream(needs.value())
                                            .map(Scope::name)
                                            .toList()) + ".");
        }
        if (!fits(identity.only(), needs, context)) {
            throw Fault.of(
                    FaultCode.FORBIDDEN,
                    "Could not answer the request: the token was made for something else.",
                    "Use a token for this very thing.");
        }
    }

    private static boolean fits(@Nullable String only, Needs needs, ContainerRequestContext context) {
        if (only == null || only.equals("*") || needs.value().length == 0) {
            return true;
        }
        return !needs.resource().isEmpty()
                && only.equals(context.getUriInfo().getPathParameters().getFirst(needs.resource()));
    }
}
