package io.firn.cache;

import io.firn.access.Caller;
import io.firn.access.Needs;
import io.firn.access.Scope;
import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import io.firn.nix.StorePath;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
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
    private static final String CACHE = "{cache: [a-z][a-z0-9-]*}";
    private static final String OPEN = "the cache is public";

    private final Cache house;
    private final OrgCaches caches;
    private final Shelves shelves;
    private final CacheTraffic traffic;
    private final Caller caller;

    ClosureResource(Cache house, OrgCaches caches, Shelves shelves, CacheTraffic traffic, Caller caller) {
        this.house = house;
        this.caches = caches;
        this.shelves = shelves;
        this.traffic = traffic;
        this.caller = caller;
    }

    /** Those of the store paths, one a line, that the cache does not have; in the same form. */
    @POST
    @Path("/missing")
    @Produces(MediaType.TEXT_PLAIN)
    public Response missing(String body) {
        return lines(house.missing(paths(body)));
    }

    /** As the other, of an org's cache. */
    @POST
    @Path(CACHE + "/missing")
    @Needs(
            value = {Scope.CACHE_READ, Scope.CACHE_WRITE},
            resource = "cache",
            whereOpen = OPEN)
    @Produces(MediaType.TEXT_PLAIN)
    public Response missing(@PathParam("cache") String cache, String body) {
        List<StorePath> asked = paths(body);
        return lines(absent(asked, shelf(cache).all(hashParts(asked))));
    }

    /**
     * The narinfos of all that the store paths, one a line, refer to; references come before what refers to them, an empty line
     * stands between two.
     */
    @POST
    @Path("/manifest")
    @Produces("text/x-nix-narinfo")
    public Response manifest(String body) {
        return narInfos(house.manifest(paths(body)));
    }

    /** As the other, of an org's cache. */
    @POST
    @Path(CACHE + "/manifest")
    @Needs(
            value = {Scope.CACHE_READ, Scope.CACHE_WRITE},
            resource = "cache",
            whereOpen = OPEN)
    @Produces("text/x-nix-narinfo")
    public Response manifest(@PathParam("cache") String cache, String body) {
        Shelf shelf = shelf(cache);
        List<StorePath> roots = paths(body);
        List<StoredPath> closure = shelf.closure(hashParts(roots));
        absent(roots, closure).stream().findFirst().ifPresent(absent -> {
            throw Cache.absent(absent);
        });
        return narInfos(References.first(closure, StoredPath::info));
    }

    /**
     * Packed NARs, named by their hash parts, one a line: for each in turn a line with its hash part and its length in bytes,
     * then the bytes. At most 64 MiB together.
     */
    @POST
    @Path("/bundle")
    @Produces("application/x-firn-nars")
    public Response bundle(String body) {
        return bundle(shelves.of(Optional.empty()), body);
    }

    /** As the other, of an org's cache. */
    @POST
    @Path(CACHE + "/bundle")
    @Needs(
            value = {Scope.CACHE_READ, Scope.CACHE_WRITE},
            resource = "cache",
            whereOpen = OPEN)
    @Produces("application/x-firn-nars")
    public Response bundle(@PathParam("cache") String cache, String body) {
        return bundle(shelf(cache), body);
    }

    private Response bundle(Shelf shelf, String body) {
        List<String> asked = lines(body);
        Map<String, StoredPath> there = shelf.all(asked).stream()
                .collect(Collectors.toMap(path -> path.info().path().hashPart(), path -> path));
        long bytes = 0;
        for (String hash : asked) {
            StoredPath path = there.get(hash);
            if (path == null) {
                throw Fault.of(
                        FaultCode.NOT_FOUND,
                        "Could not bundle the path '" + hash + "': the cache does not have it.",
                        "Ask for the manifest again.");
            }
            bytes += path.file().size();
        }
        if (bytes > BUNDLE_BYTES) {
            throw Fault.of(
                    FaultCode.TOO_LARGE,
                    "Could not bundle the NARs: they have " + bytes + " bytes together.",
                    "Ask for at most " + BUNDLE_BYTES + " bytes at once.");
        }
        traffic.sent(bytes);
        List<StoredPath> wanted = asked.stream().map(there::get).toList();
        StreamingOutput sending = out -> {
            for (StoredPath path : wanted) {
                house.bundle(path, out);
            }
        };
        return answer(sending);
    }

    private static Set<StorePath> absent(List<StorePath> asked, List<StoredPath> there) {
        Set<StorePath> absent = new LinkedHashSet<>(asked);
        there.forEach(path -> absent.remove(path.info().path()));
        return absent;
    }

    private static List<String> hashParts(List<StorePath> paths) {
        return paths.stream().map(StorePath::hashPart).toList();
    }

    /** Another org's private cache is not there. */
    private Shelf shelf(String cache) {
        return shelves.of(Optional.of(caches.find(cache)
                .filter(found -> found.readableBy(caller.identity()))
                .orElseThrow(ReadDoor::absent)));
    }

    private static Response lines(Set<StorePath> paths) {
        return answer(paths.stream().map(path -> path + "\n").collect(Collectors.joining()));
    }

    private Response narInfos(List<StoredPath> closure) {
        String text = closure.stream().map(path -> path.narInfo().format()).collect(Collectors.joining("\n"));
        traffic.sent(text.length());
        return answer(text);
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
