package io.firn.cache;

import io.firn.access.Needs;
import io.firn.access.Scope;
import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import io.firn.nix.StorePath;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What our own agents ask instead of one narinfo after the other: a whole closure, what is missing, many small NARs, each in
 * one request. Bodies are lines of text, so that a shell can write them. No answer may be remembered, a negative one least.
 */
@Path("/cache")
@Needs(
        value = {Scope.CACHE_READ, Scope.CACHE_WRITE},
        unless = "firn.cache.public-read")
@Consumes(MediaType.TEXT_PLAIN)
@RunOnVirtualThread
public class ClosureResource {
    /** Lines that one request may have. */
    private static final int MOST = 100_000;

    private static final long BUNDLE_BYTES = 64L << 20;

    private final Cache cache;
    private final CacheTraffic traffic;

    ClosureResource(Cache cache, CacheTraffic traffic) {
        this.cache = cache;
        this.traffic = traffic;
    }

    /** Those of the store paths, one a line, that the cache does not have; in the same form. */
    @POST
    @Path("/missing")
    @Produces(MediaType.TEXT_PLAIN)
    public Response missing(String body) {
        Set<StorePath> missing = cache.missing(paths(body));
        return answer(missing.stream().map(path -> path + "\n").collect(Collectors.joining()));
    }

    /**
     * The narinfos of all that the store paths, one a line, refer to; references come before what refers to them, an empty line
     * stands between two.
     */
    @POST
    @Path("/manifest")
    @Produces("text/x-nix-narinfo")
    public Response manifest(String body) {
        String text = cache.manifest(paths(body)).stream()
                .map(path -> path.narInfo().format())
                .collect(Collectors.joining("\n"));
        traffic.sent(text.length());
        return answer(text);
    }

    /**
     * Packed NARs, named by their hash parts, one a line: for each in turn a line with its hash part and its length in bytes,
     * then the bytes. At most 64 MiB together.
     */
    @POST
    @Path("/bundle")
    @Produces("application/x-firn-nars")
    public Response bundle(String body) {
        List<StoredPath> wanted = new ArrayList<>();
        long bytes = 0;
        for (String hash : lines(body)) {
            Optional<StoredPath> stored = cache.byHash(hash);
            StoredPath path = stored.orElseThrow(() -> Fault.of(
                    FaultCode.NOT_FOUND,
                    "Could not bundle the path '" + hash + "': the cache does not have it.",
                    "Ask for the manifest again."));
            bytes += path.file().size();
            wanted.add(path);
        }
        if (bytes > BUNDLE_BYTES) {
            throw Fault.of(
                    FaultCode.TOO_LARGE,
                    "Could not bundle the NARs: they have " + bytes + " bytes together.",
                    "Ask for at most " + BUNDLE_BYTES + " bytes at once.");
        }
        traffic.sent(bytes);
        StreamingOutput sending = out -> {
            for (StoredPath path : wanted) {
                cache.bundle(path, out);
            }
        };
        return answer(sending);
    }

    private static Response answer(Object entity) {
        return Response.ok(entity).header(HttpHeaders.CACHE_CONTROL, "no-store").build();
    }

    private static List<StorePath> paths(String body) {
        try {
            return lines(body).stream().map(StorePath::parse).toList();
        } catch (IllegalArgumentException e) {
            throw Fault.of(
                            FaultCode.INVALID,
                            "Could not read the list of store paths: " + e.getMessage() + ".",
                            "Send one full store path a line.")
                    .causedBy(e);
        }
    }

    private static List<String> lines(String body) {
        List<String> lines =
                body.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
        if (lines.isEmpty() || lines.size() > MOST) {
            throw Fault.of(
                    lines.isEmpty() ? FaultCode.INVALID : FaultCode.TOO_LARGE,
                    "Could not read the list: it has " + lines.size() + " lines.",
                    "Send 1 to " + MOST + " lines.");
        }
        return lines;
    }
}
