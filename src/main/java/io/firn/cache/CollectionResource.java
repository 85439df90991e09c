package io.firn.cache;

import io.firn.access.Caller;
import io.firn.access.Needs;
import io.firn.access.Orgs;
import io.firn.access.Scope;
import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.PositiveOrZero;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jspecify.annotations.Nullable;

/** The operator's door to the cache: collections, checks and quotas. Only the installation's first org may pass it. */
@Path("/api/v1/cache")
@Needs(Scope.ADMIN)
@RunOnVirtualThread
public class CollectionResource {
    private static final int SHOWN = 50;

    private final Collections collections;
    private final Quotas quotas;
    private final Orgs orgs;
    private final Caller caller;

    CollectionResource(Collections collections, Quotas quotas, Orgs orgs, Caller caller) {
        this.collections = collections;
        this.quotas = quotas;
        this.orgs = orgs;
        this.caller = caller;
    }

    /** A list of collections. */
    public record CollectionList(List<CollectionReport> items) {}

    /** How an org stands. */
    public record Quota(UUID orgId, long paths, long bytes, @Nullable Long maxBytes, int percent) {}

    /** A limit; null takes it away, so that the installation's default holds. */
    public record Limit(@Nullable @PositiveOrZero Long maxBytes) {}

    /** Begins a collection. */
    @POST
    @Path("collections")
    @ResponseStatus(202)
    public CollectionReport collect() {
        requireOperator("collect the cache");
        return collections.start();
    }

    /** What a collection would delete now, and why. Changes nothing. */
    @GET
    @Path("collections/preview")
    public Preview preview() {
        requireOperator("look at the cache");
        return collections.preview();
    }

    /** The newest collections first. */
    @GET
    @Path("collections")
    public CollectionList list() {
        requireOperator("look at the cache");
        return new CollectionList(collections.newest(SHOWN));
    }

    /** One collection. */
    @GET
    @Path("collections/{id}")
    public CollectionReport get(@PathParam("id") UUID id) {
        requireOperator("look at the cache");
        return collections
                .find(id)
                .orElseThrow(() -> Fault.of(FaultCode.NOT_FOUND, "Could not find the collection '" + id + "'."));
    }

    /** Compares the database with the blobs, and puts right what can be where {@code repair} is true. */
    @POST
    @Path("checks")
    public CheckReport check(@QueryParam("repair") boolean repair) {
        requireOperator("check the cache");
        return collections.check(repair);
    }

    /** How much an org keeps and may keep. */
    @GET
    @Path("quotas/{org}")
    public Quota quota(@PathParam("org") UUID org) {
        requireKnown(org);
        Quotas.Standing standing = quotas.standing(org);
        return new Quota(
                org,
                standing.paths(),
                standing.bytes(),
                standing.maxBytes().isPresent() ? standing.maxBytes().getAsLong() : null,
                standing.percent());
    }

    /** Sets how much an org may keep. */
    @PUT
    @Path("quotas/{org}")
    public Quota limit(@PathParam("org") UUID org, @NotNull @Valid Limit limit) {
        requireOperator("set a quota");
        requireKnown(org);
        quotas.limit(org, limit.maxBytes() == null ? OptionalLong.empty() : OptionalLong.of(limit.maxBytes()));
        return quota(org);
    }

    private void requireOperator(String couldNot) {
        if (!isOperator()) {
            throw Fault.of(
                    FaultCode.FORBIDDEN,
                    "Could not " + couldNot + ": that concerns all orgs of the installation.",
                    "Ask its operator.");
        }
    }

    private boolean isOperator() {
        return caller.orgId().equals(orgs.ensure(Orgs.FIRST).id());
    }

    private void requireKnown(UUID org) {
        if (!org.equals(caller.orgId())
                && (!isOperator() || orgs.findByIdOptional(org).isEmpty())) {
            throw Fault.of(FaultCode.NOT_FOUND, "Could not find the org '" + org + "'.");
        }
    }
}
