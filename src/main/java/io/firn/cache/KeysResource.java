package io.firn.cache;

import io.firn.access.Caller;
import io.firn.access.Needs;
import io.firn.access.Scope;
import io.firn.nix.VerifyingKey;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jspecify.annotations.Nullable;

/** The keys of a cache; {@code default} stands for the installation's own cache. Secret halves never leave. */
@Path("/api/v1/caches/{cache}/keys")
@Needs(Scope.ADMIN)
@RunOnVirtualThread
public class KeysResource {
    private final NamedCaches named;
    private final Keys keys;
    private final Resigning resigning;
    private final Caller caller;

    KeysResource(NamedCaches named, Keys keys, Resigning resigning, Caller caller) {
        this.named = named;
        this.keys = keys;
        this.resigning = resigning;
        this.caller = caller;
    }

    /**
     * A key to be added.
     *
     * @param name name of a key to be made; the last one counted up where neither is given
     * @param secret a secret key to be taken in, as {@code nix key generate-secret} writes it
     */
    public record NewKey(
            @Nullable @Size(min = 1, max = 128) String name, @Nullable @Size(min = 1, max = 1000) String secret) {
        @Override
        public String toString() {
            return "NewKey[" + name + ", ***]";
        }
    }

    /** A key, without its secret half. */
    public record KeyView(
            String name, String publicKey, KeyState state, Instant createdAt, @Nullable Instant retiredAt) {}

    /** The cache's keys, oldest first. */
    @GET
    @Needs(
            value = {Scope.CACHE_READ, Scope.CACHE_WRITE},
            resource = "cache")
    public List<KeyView> list(@PathParam("cache") String cache) {
        return keys.of(named.find(caller, cache)).stream()
                .map(KeysResource::view)
                .toList();
    }

    /** Adds a key. It signs from now on, beside the others, and what they signed gets its signature too. */
    @POST
    @ResponseStatus(201)
    public KeyView add(@PathParam("cache") String cache, @NotNull @Valid NewKey wanted) {
        Optional<UUID> into = named.own(caller, cache);
        String secret = wanted.secret();
        String name = wanted.name();
        List<CacheKey> before = keys.of(into);
        VerifyingKey added = secret != null
                ? keys.take(into, secret)
                : keys.generate(into, name != null ? name : successor(cache, before));
        resigning.begin(into);
        return keys.of(into).stream()
                .filter(key -> key.publicKey().equals(added))
                .map(KeysResource::view)
                .findFirst()
                .orElseThrow();
    }

    /** Ends a key's signing, for good; another one must be active. */
    @POST
    @Path("{key}/retire")
    public KeyView retire(@PathParam("cache") String cache, @PathParam("key") String key) {
        return view(keys.retire(named.own(caller, cache), key));
    }

    /** Forgets a retired key: it is no longer listed among those to trust, and builders believe it no longer. */
    @DELETE
    @Path("{key}")
    public void forget(@PathParam("cache") String cache, @PathParam("key") String key) {
        keys.forget(named.own(caller, cache), key);
    }

    private static String successor(String cache, List<CacheKey> before) {
        return before.isEmpty()
                ? cache + "-1"
                : Keys.next(before.getLast().publicKey().name());
    }

    private static KeyView view(CacheKey key) {
        return new KeyView(
                key.publicKey().name(),
                key.publicKey().toString(),
                key.state(),
                key.createdAt(),
                key.retiredAt().orElse(null));
    }
}
