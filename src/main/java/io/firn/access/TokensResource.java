package io.firn.access;

import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import io.firn.web.Page;
import io.firn.web.PageRequest;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jspecify.annotations.Nullable;

/** API tokens of the caller's org. */
@Path("/api/v1/tokens")
@Needs(Scope.ADMIN)
@RunOnVirtualThread
public class TokensResource {
    private final Tokens tokens;
    private final Caller caller;

    TokensResource(Tokens tokens, Caller caller) {
        this.tokens = tokens;
        this.caller = caller;
    }

    /** What a new token is to be. */
    public record NewToken(
            @NotNull @Size(min = 1, max = 100) String name,
            @NotEmpty Set<@NotNull Scope> scopes,
            @Nullable @Positive Long expiresInSeconds,
            @Nullable @Size(min = 1, max = 100) String onlyFor) {}

    /** A new token; its text is shown only here. */
    public record Created(UUID id, String token) {}

    /** Makes a token. */
    @POST
    @ResponseStatus(201)
    public Created create(@NotNull @Valid NewToken wanted) {
        Optional<Duration> life = Optional.ofNullable(wanted.expiresInSeconds()).map(Duration::ofSeconds);
        String thing = wanted.onlyFor();
        Issued issued = thing == null
                ? tokens.issue(caller.orgId(), wanted.name(), wanted.scopes(), life)
                : tokens.issueFor(caller.orgId(), wanted.name(), wanted.scopes(), life, thing);
        return new Created(issued.id(), issued.token());
    }

    /** Lists tokens, oldest first, without their texts. */
    @GET
    public Page<TokenView> list(@BeanParam PageRequest page) {
        List<TokenView> views = tokens.list(caller.orgId(), page.afterId(), page.limitPlusOne());
        return Page.of(views, page, view -> view.id().toString());
    }

    /** One token, without its text. */
    @GET
    @Path("{id}")
    public TokenView get(@PathParam("id") UUID id) {
        return tokens.find(caller.orgId(), id)
                .orElseThrow(() -> Fault.of(FaultCode.NOT_FOUND, "Could not find the token '" + id + "'."));
    }

    /** Ends a token for good. */
    @DELETE
    @Path("{id}")
    public void revoke(@PathParam("id") UUID id) {
        tokens.revoke(caller.orgId(), id);
    }
}
