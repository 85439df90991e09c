package io.firn.cache;

import io.firn.access.Caller;
import io.firn.access.Needs;
import io.firn.access.Scope;
import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import io.firn.nix.VerifyingKey;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.net.URI;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jspecify.annotations.Nullable;

/** The upstream caches of a cache; {@code default} stands for the installation's own cache. */
@Path("/api/v1/caches/{cache}/upstreams")
@Needs(Scope.ADMIN)
@RunOnVirtualThread
public class UpstreamsResource {
    private static final int MOST = 10;

    private final NamedCaches named;
    private final Upstreams upstreams;
    private final Supplier<UUID> ids;
    private final Caller caller;

    UpstreamsResource(NamedCaches named, Upstreams upstreams, Supplier<UUID> ids, Caller caller) {
        this.named = named;
        this.upstreams = upstreams;
        this.ids = ids;
        this.caller = caller;
    }

    /**
     * An upstream to be added.
     *
     * @param url its address
     * @param publicKeys keys of which one must have signed what comes from there
     * @param use {@code PULL_THROUGH}, unless something else is said
     * @param login what it asks for, where it is private
     */
    public record NewUpstream(
            @NotNull @Size(max = 500) String url,
            @NotEmpty List<@NotNull String> publicKeys,
            Upstream.@Nullable Use use,
            @Nullable @Valid NewLogin login) {}

    /**
     * What an upstream asks for. It is kept encrypted and never shown again.
     *
     * @param user left out for a token
     * @param secret password or token
     */
    public record NewLogin(@Nullable String user, @NotNull @Size(max = 8000) String secret) {
        @Override
        public String toString() {
            return "NewLogin[hidden]";
        }
    }

    /**
     * An upstream.
     *
     * @param login how we log in there; null where we do not
     */
    public record UpstreamView(
            UUID id, String url, List<String> publicKeys, Upstream.Use use, UpstreamLogin.@Nullable Kind login) {}

    /** The upstreams, in the order in which they are asked. */
    @GET
    public List<UpstreamView> list(@PathParam("cache") String cache) {
        return upstreams.of(named.find(caller, cache)).stream()
                .map(UpstreamsResource::view)
                .toList();
    }

    /** Adds an upstream after those that there are. */
    @POST
    @ResponseStatus(201)
    public UpstreamView add(@PathParam("cache") String cache, @NotNull @Valid NewUpstream wanted) {
        Optional<UUID> into = named.own(caller, cache);
        var use = Objects.requireNonNullElse(wanted.use(), Upstream.Use.PULL_THROUGH);
        if (use == Upstream.Use.SUBSTITUTER && into.isPresent()) {
            throw Fault.of(
                    FaultCode.INVALID,
                    "Could not add the upstream: builders take from the installation's own cache alone.",
                    "Add it to the cache 'default', or use PULL_THROUGH.");
        }
        if (use == Upstream.Use.SUBSTITUTER && wanted.login() != null) {
            throw Fault.of(
                    FaultCode.INVALID,
                    "Could not add the upstream: builders that ask it themselves would all have to hold its login.",
                    "Use PULL_THROUGH: then this service alone logs in there.");
        }
        if (upstreams.of(into).size() >= MOST) {
            throw Fault.of(
                    FaultCode.TOO_LARGE, "Could not add the upstream: a cache may have " + MOST + ".", "Remove one.");
        }
        var upstream = new Upstream(
                ids.get(), into, address(wanted.url()), keys(wanted.publicKeys()), use, login(wanted.login()));
        upstreams.add(upstream);
        return view(upstream);
    }

    /** Removes an upstream and what came from it, but for paths that uploads built on. */
    @DELETE
    @Path("{id}")
    public void remove(@PathParam("cache") String cache, @PathParam("id") UUID id) {
        upstreams.remove(own(cache, id));
    }

    /** Logs in to an upstream with something else from now on; what came from there stays. */
    @PUT
    @Path("{id}/login")
    public UpstreamView logIn(
            @PathParam("cache") String cache, @PathParam("id") UUID id, @NotNull @Valid NewLogin wanted) {
        Upstream upstream = own(cache, id);
        if (upstream.use() == Upstream.Use.SUBSTITUTER) {
            throw Fault.of(
                    FaultCode.CONFLICT,
                    "Could not log in to the upstream: builders ask it themselves.",
                    "Remove it and add it as PULL_THROUGH.");
        }
        login(wanted).ifPresent(login -> upstreams.login(upstream, login));
        return view(own(cache, id));
    }

    private Upstream own(String cache, UUID id) {
        return upstreams.of(named.own(caller, cache)).stream()
                .filter(upstream -> upstream.id().equals(id))
                .findFirst()
                .orElseThrow(() -> Fault.of(
                        FaultCode.NOT_FOUND,
                        "Could not find the upstream '" + id + "'.",
                        "List them with: firn caches upstreams"));
    }

    private static Optional<UpstreamLogin> login(@Nullable NewLogin wanted) {
        if (wanted == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(new UpstreamLogin(Optional.ofNullable(wanted.user()), wanted.secret()));
        } catch (IllegalArgumentException e) {
            throw Fault.of(
                            FaultCode.INVALID,
                            "Could not log in to the upstream: " + e.getMessage() + ".",
                            "Give a user and a password, or a token alone.")
                    .causedBy(e);
        }
    }

    private URI address(String url) {
        try {
            URI address = URI.create(url.replaceAll("/+$", ""));
            if (Set.of("http", "https").contains(String.valueOf(address.getScheme()))
                    && address.getHost() != null
                    && address.getUserInfo() == null
                    && address.getQuery() == null
                    && address.getFragment() == null) {
                return address;
            }
        } catch (IllegalArgumentException malformed) {
            // told below, as any other address that is none
        }
        throw Fault.of(
                FaultCode.INVALID,
                "Could not add the upstream: '" + url + "' is no http or https address without user and query.",
                "Write for instance https://cache.example.org.");
    }

    private static List<VerifyingKey> keys(List<String> texts) {
        try {
            return texts.stream().map(VerifyingKey::parse).toList();
        } catch (IllegalArgumentException e) {
            throw Fault.of(
                            FaultCode.INVALID,
                            "Could not add the upstream: " + e.getMessage() + ".",
                            "Copy the line from the upstream's own page.")
                    .causedBy(e);
        }
    }

    private static UpstreamView view(Upstream upstream) {
        return new UpstreamView(
                upstream.id(),
                upstream.url().toString(),
                upstream.keys().stream().map(VerifyingKey::toString).toList(),
                upstream.use(),
                upstream.login().map(UpstreamLogin::kind).orElse(null));
    }
}
