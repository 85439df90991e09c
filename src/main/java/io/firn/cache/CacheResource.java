package io.firn.cache;

import io.firn.access.Needs;
import io.firn.access.Scope;
import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import io.firn.nix.StorePath;
import io.firn.web.ByteRange;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HEAD;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.ResponseBuilder;
import jakarta.ws.rs.core.Response.Status;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.jboss.resteasy.reactive.PathPart;
import org.jspecify.annotations.Nullable;

/** The binary cache as stock Nix clients read it. Source: Nix manual, "Binary Cache Protocol". */
@Path("/cache")
@Needs(
        value = {Scope.CACHE_READ, Scope.CACHE_WRITE},
        unless = "firn.cache.public-read")
@RunOnVirtualThread
public class CacheResource {
    private static final String NARINFO = "text/x-nix-narinfo";
    private static final String NAR = "application/x-nix-nar";

    private final Cache cache;
    private final CacheSettings settings;
    private final CacheTraffic traffic;

    CacheResource(Cache cache, CacheSettings settings, CacheTraffic traffic) {
        this.cache = cache;
        this.settings = settings;
        this.traffic = traffic;
    }

    /** What this cache is. */
    @GET
    @Path("/nix-cache-info")
    public Response about() {
        String text = "StoreDir: " + StorePath.STORE + "\nWantMassQuery: 1\nPriority: " + settings.priority() + "\n";
        return Response.ok(text, "text/x-nix-cache-info").build();
    }

    /** What the cache knows of one path. */
    @GET
    @Path("/{hash: [0-9a-z]+}.narinfo")
    public Response narInfo(@PathParam("hash") String hash) {
        String text = require(hash).narInfo().format();
        traffic.sent(text.length());
        return Response.ok(text, NARINFO)
                .header(HttpHeaders.CACHE_CONTROL, cacheControl(3600))
                .build();
    }

    /** Whether the cache has a path. */
    @HEAD
    @Path("/{hash: [0-9a-z]+}.narinfo")
    public Response hasNarInfo(@PathParam("hash") String hash) {
        require(hash);
        return Response.ok().type(NARINFO).build();
    }

    /** What lies in a path. */
    @GET
    @Path("/{hash: [0-9a-z]+}.ls")
    public Response listing(@PathParam("hash") String hash) throws IOException {
        try (InputStream nar = cache.nar(require(hash).info().path())) {
            return Response.ok(Listing.of(nar).toString(), "application/json")
                    .header(HttpHeaders.CACHE_CONTROL, cacheControl(3600))
                    .build();
        }
    }

    /** A packed NAR, or a part of it. */
    @GET
    @Path("/nar/{file}")
    public Response nar(
            @PathParam("file") String file,
            @HeaderParam("Range") @Nullable String range,
            @HeaderParam("If-None-Match") @Nullable String known,
            @HeaderParam("If-Range") @Nullable String ifRange) {
        StoredPath stored = requireFile(file);
        String tag = tag(stored);
        if (tag.equals(known)) {
            return headers(Response.notModified(), stored).build();
        }
        long total = stored.file().size();
        Optional<ByteRange> asked =
                ifRange == null || ifRange.equals(tag) ? ByteRange.parse(range, total) : Optional.empty();
        if (asked.isPresent() && !asked.get().satisfiable()) {
            return Response.status(Status.REQUESTED_RANGE_NOT_SATISFIABLE)
                    .header("Content-Range", asked.get().contentRange())
                    .build();
        }
        ByteRange part = asked.orElse(new ByteRange(0, total, total));
        ResponseBuilder answer = asked.isPresent()
                ? Response.status(Status.PARTIAL_CONTENT).header("Content-Range", part.contentRange())
                : Response.ok();
        traffic.sent(part.length());
        return headers(answer, stored).entity(bytes(stored, part)).build();
    }

    /** Size and tag of a packed NAR. */
    @HEAD
    @Path("/nar/{file}")
    public Response hasNar(@PathParam("file") String file) {
        StoredPath stored = requireFile(file);
        return headers(Response.ok(), stored)
                .header(HttpHeaders.CONTENT_LENGTH, stored.file().size())
                .build();
    }

    private Object bytes(StoredPath stored, ByteRange part) {
        Optional<java.nio.file.Path> file = cache.blobs().file(stored.blob());
        if (file.isPresent()) {
            return new PathPart(file.get(), part.from(), part.length());
        }
        return cache.blobs().open(stored.blob(), part.from(), part.length());
    }

    private ResponseBuilder headers(ResponseBuilder answer, StoredPath stored) {
        return answer.type(NAR)
                .header(HttpHeaders.ETAG, tag(stored))
                .header("Accept-Ranges", "bytes")
                .header(HttpHeaders.CACHE_CONTROL, cacheControl(31_536_000) + ", immutable");
    }

    private String cacheControl(int seconds) {
        return (settings.publicRead() ? "public" : "private") + ", max-age=" + seconds;
    }

    private static String tag(StoredPath stored) {
        return "\"" + stored.file().hash().hex() + "\"";
    }

    private StoredPath require(String hash) {
        return cache.byHash(hash).orElseThrow(CacheResource::absent);
    }

    private StoredPath requireFile(String file) {
        return StoredPath.fileOf(StoredPath.FOLDER + file)
                .flatMap(cache::byFile)
                .orElseThrow(CacheResource::absent);
    }

    private static Fault absent() {
        return Fault.of(FaultCode.NOT_FOUND, "Could not find that in the cache.");
    }
}
