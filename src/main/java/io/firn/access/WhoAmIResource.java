package io.firn.access;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.util.List;
import java.util.UUID;

/** Tells callers whom their token speaks for. */
@Path("/api/v1/whoami")
@Needs({})
@RunOnVirtualThread
public class WhoAmIResource {
    private final Caller caller;

    WhoAmIResource(Caller caller) {
        this.caller = caller;
    }

    /** The caller's org, token and scopes. */
    public record WhoAmI(UUID orgId, UUID tokenId, List<Scope> scopes) {}

    /** Whom the token speaks for. */
    @GET
    public WhoAmI whoAmI() {
        return new WhoAmI(
                caller.orgId(),
                caller.tokenId(),
                caller.scopes().stream().sorted().toList());
    }
}
