package io.firn.mirror;

import io.firn.access.Needs;
import io.firn.access.Scope;
import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import io.firn.nix.ContentAddress.Algorithm;
import io.firn.web.ByteRange;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HEAD;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Locale;
import java.util.Optional;
import org.jboss.resteasy.reactive.PathPart;
import org.jspecify.annotations.Nullable;

/** The hashed mirror that builders ask: Nix adds {@code <algorithm>/<hex>} to each address of {@code hashed-mirrors}. */
@Path("/sources")
@Needs({Scope.SOURCES_READ, Scope.CACHE_READ})
@RunOnVirtualThread
public class SourcesResource {
    private final Sources sources;

    SourcesResource(Sources sources) {
        this.sources = sources;
    }

    /** A source file by its hash. */
    @GET
    @Path("/{algorithm}/{hex}")
    public Response source(
            @PathParam("algorithm") String algorithm,
            @PathParam("hex") String hex,
            @HeaderParam("Range") @Nullable String range)
            throws IOException {
        java.nio.file.Path file = find(algorithm, hex);
        long size = Files.size(file);
        Optional<ByteRange> asked = ByteRange.parse(range, size);
        if (asked.isPresent() && !asked.get().satisfiable()) {
            return Response.status(Status.REQUESTED_RANGE_NOT_SATISFIABLE)
                    .header("Content-Range", asked.get().contentRange())
                    .build();
        }
        ByteRange part = asked.orElse(new ByteRange(0, size, size));
        return (asked.isPresent()
                        ? Response.status(Status.PARTIAL_CONTENT).header("Content-Range", part.contentRange())
                        : Response.ok())
                .type(MediaType.APPLICATION_OCTET_STREAM)
                .header("Accept-Ranges", "bytes")
                .header(HttpHeaders.ETAG, "\"" + hex.toLowerCase(Locale.ROOT) + "\"")
                .entity(new PathPart(file, part.from(), part.length()))
                .build();
    }

    /** Whether there is such a file, and its size; fetches it. */
    @HEAD
    @Path("/{algorithm}/{hex}")
    public Response hasSource(@PathParam("algorithm") String algorithm, @PathParam("hex") String hex)
            throws IOException {
        return Response.ok()
                .type(MediaType.APPLICATION_OCTET_STREAM)
                .header(HttpHeaders.CONTENT_LENGTH, Files.size(find(algorithm, hex)))
                .build();
    }

    private java.nio.file.Path find(String algorithm, String hex) {
        try {
            return sources.get(Algorithm.parse(algorithm), hex.toLowerCase(Locale.ROOT));
        } catch (IllegalArgumentException unknownAlgorithm) {
            throw Fault.of(
                    FaultCode.NOT_FOUND,
                    "Could not find a source by '" + algorithm + "'.",
                    "Ask by sha256, sha512 or sha1.");
        }
    }
}
