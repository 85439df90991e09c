package io.firn.cache;

import io.firn.access.Caller;
import io.firn.access.Needs;
import io.firn.access.Scope;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jspecify.annotations.Nullable;

/** The caches of the caller's org. */
@Path("/api/v1/caches")
@Needs(Scope.ADMIN)
@RunOnVirtualThread
public class CachesResource {
    private static final int PRIORITY = 30;

    private final OrgCaches caches;
    private final Keys keys;
    private final Caller caller;

    CachesResource(OrgCaches caches, Keys keys, Caller caller) {
        this.caches = caches;
        this.keys = keys;
        this.caller = caller;
    }

    /** A cache to be made. */
    public record NewCache(
            @NotNull String name,
            @Nullable Boolean publicRead,
            @Nullable @Min(0) @Max(1000) Integer priority,
            @Nullable Boolean massQuery) {}

    /** What is to be changed; what is null stays. */
    public record Change(
            @Nullable Boolean publicRead, @Nullable @Min(0) @Max(1000) Integer priority, @Nullable Boolean massQuery) {}

    /**
     * A cache.
     *
     * @param path its place below the installation's address
     * @param publicKeys what its clients set as trusted-public-keys
     */
    public record CacheView(
            String name, String path, boolean publicRead, int priority, boolean massQuery, List<String> publicKeys) {}

    /** The org's caches, by name. */
    @GET
    @Needs({Scope.CACHE_READ, Scope.CACHE_WRITE})
    public List<CacheView> list() {
        return caches.list(caller.orgId()).stream().map(this::view).toList();
    }

    /** Makes a cache, with a key of its own. */
    @POST
    @ResponseStatus(201)
    public CacheView create(@NotNull @Valid NewCache wanted) {
        OrgCache cache = caches.create(
                caller.orgId(),
                wanted.name(),
                Boolean.TRUE.equals(wanted.publicRead()),
                Objects.requireNonNullElse(wanted.priority(), PRIORITY),
                !Boolean.FALSE.equals(wanted.massQuery()));
        keys.generate(Optional.of(cache.id()), cache.name() + "-1");
        return view(cache);
    }

    /** One cache. */
    @GET
    @Path("{cache}")
    @Needs(
            value = {Scope.CACHE_READ, Scope.CACHE_WRITE},
            resource = "cache")
    public CacheView get(@PathParam("cache") String cache) {
        return view(caches.require(caller.orgId(), cache));
    }

    /** Changes who may read it and what clients are told. */
    @PATCH
    @Path("{cache}")
    public CacheView change(@PathParam("cache") String cache, @NotNull @Valid Change change) {
        OrgCache now = caches.require(caller.orgId(), cache);
        return view(caches.update(new OrgCache(
                now.id(),
                now.orgId(),
                now.name(),
                Objects.requireNonNullElse(change.publicRead(), now.publicRead()),
                Objects.requireNonNullElse(change.priority(), now.priority()),
                Objects.requireNonNullElse(change.massQuery(), now.massQuery()),
                now.retention())));
    }

    /** Deletes a cache with its paths and keys. */
    @DELETE
    @Path("{cache}")
    public void delete(@PathParam("cache") String cache) {
        caches.delete(caches.require(caller.orgId(), cache));
    }

    private CacheView view(OrgCache cache) {
        return new CacheView(
                cache.name(),
                "/cache/" + cache.name(),
                cache.publicRead(),
                cache.priority(),
                cache.massQuery(),
                keys.trusted(Optional.of(cache.id())).stream()
                        .map(Object::toString)
                        .toList());
    }
}
