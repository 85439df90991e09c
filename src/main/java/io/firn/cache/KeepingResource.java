package io.firn.cache;

import io.firn.access.Caller;
import io.firn.access.Needs;
import io.firn.access.Scope;
import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import io.firn.nix.StorePath;
import io.firn.web.Page;
import io.firn.web.PageRequest;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Positive;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What the cache keeps for an org, why, and how much of it there is. */
@Path("/api/v1/cache")
@RunOnVirtualThread
public class KeepingResource {
    private static final String PIN_NAME = "[A-Za-z0-9][A-Za-z0-9._+-]{0,99}";

    private final Keeping keeping;
    private final Caller caller;

    KeepingResource(Keeping keeping, Caller caller) {
        this.keeping = keeping;
        this.caller = caller;
    }

    /**
     * A name that keeps a path. Pins of an org are called {@code pin/<org>/<name>} among the roots.
     *
     * @param keepSeconds how long from now on; without it until it is given up
     */
    public record NewPin(
            @NotNull @Pattern(regexp = PIN_NAME) String name,
            @NotNull String path,
            @Nullable @Positive Long keepSeconds) {}

    /** What keeps a path. */
    public record RootView(
            String name,
            String path,
            boolean pin,
            @Nullable UUID appId,
            Instant createdAt,
            @Nullable Instant expiresAt) {

        static RootView of(Roots.Kept kept) {
            return new RootView(
                    kept.name(),
                    kept.path().toString(),
                    kept.name().startsWith("pin/"),
                    kept.appId(),
                    kept.createdAt(),
                    kept.expiresAt());
        }
    }

    /** How much there is, by app, root and cache. */
    @GET
    @Path("usage")
    @Needs({Scope.APPS_READ, Scope.CACHE_READ})
    public UsageReport usage() {
        return keeping.usage(caller.orgId());
    }

    /** The org's roots and the installation's own, by name. */
    @GET
    @Path("roots")
    @Needs({Scope.APPS_READ, Scope.CACHE_READ})
    public Page<RootView> roots(@BeanParam PageRequest page) {
        List<RootView> views = keeping.roots(caller.orgId(), page.after().orElse(""), page.limitPlusOne()).stream()
                .map(RootView::of)
                .toList();
        return Page.of(views, page, RootView::name);
    }

    /** Keeps a path, with all that it refers to, under a name of the org's. */
    @POST
    @Path("pins")
    @Needs(Scope.CACHE_WRITE)
    public RootView pin(@NotNull @Valid NewPin pin) {
        return RootView.of(keeping.pin(
                caller.orgId(),
                pin.name(),
                path(pin.path()),
                Optional.ofNullable(pin.keepSeconds()).map(Duration::ofSeconds)));
    }

    /** Gives such a name up. */
    @DELETE
    @Path("pins/{name}")
    @Needs(Scope.CACHE_WRITE)
    public void unpin(@PathParam("name") String name) {
        keeping.unpin(caller.orgId(), name);
    }

    /** Why a path is in the cache: chains of references from what keeps it. */
    @GET
    @Path("why")
    @Needs({Scope.APPS_READ, Scope.CACHE_READ})
    public Why why(@QueryParam("path") @NotNull String path) {
        return keeping.why(caller.orgId(), path(path));
    }

    private static StorePath path(String text) {
        try {
            return text.startsWith("/") ? StorePath.parse(text) : StorePath.parseBase(text);
        } catch (IllegalArgumentException e) {
            throw Fault.of(
                            FaultCode.INVALID,
                            "Could not read the store path: " + e.getMessage() + ".",
                            "Give it whole: /nix/store/<hash>-<name>")
                    .causedBy(e);
        }
    }
}
