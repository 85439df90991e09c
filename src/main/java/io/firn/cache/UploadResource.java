package io.firn.cache;

import io.firn.access.Caller;
import io.firn.access.Needs;
import io.firn.access.Scope;
import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Takes what {@code nix copy --to} sends, into the installation's own cache or one of the caller's org. Source: Nix manual,
 * "Binary Cache Protocol".
 */
@Path("/cache")
@Needs(value = Scope.CACHE_WRITE, resource = "cache")
@RunOnVirtualThread
public class UploadResource {
    private static final int NARINFO_LIMIT = 1 << 20;
    private static final int LISTING_LIMIT = 256 << 20;
    private static final String CACHE = "{cache: [a-z][a-z0-9-]*}";
    private static final String CODING = "Content-Encoding";

    private static final Pattern NAR = Pattern.compile("[0-9a-z]{1,64}\\.nar(\\.[a-z0-9]{1,5})?");
    private static final Pattern TEXT = Pattern.compile("[0-9A-Za-z+._?=!:^-]{1,300}");

    private final Uploads uploads;
    private final TextUploads texts;
    private final OrgCaches caches;
    private final Caller caller;

    UploadResource(Uploads uploads, TextUploads texts, OrgCaches caches, Caller caller) {
        this.uploads = uploads;
        this.texts = texts;
        this.caches = caches;
        this.caller = caller;
    }

    /** A packed NAR, for the installation's own cache. */
    @PUT
    @Path("/nar/{file}")
    public Response nar(@PathParam("file") String file, InputStream body) {
        return nar(Optional.empty(), file, body);
    }

    /** A packed NAR. */
    @PUT
    @Path(CACHE + "/nar/{file}")
    public Response nar(@PathParam("cache") String cache, @PathParam("file") String file, InputStream body) {
        return nar(Optional.of(mine(cache)), file, body);
    }

    /** What is known of a path whose NAR was sent before, for the installation's own cache. */
    @PUT
    @Path("/{hash: [0-9a-z]+}.narinfo")
    public Response narInfo(
            @PathParam("hash") String hash, @HeaderParam(CODING) @Nullable String coding, InputStream body) {
        return narInfo(Optional.empty(), hash, coding, body);
    }

    /** What is known of a path whose NAR was sent before. */
    @PUT
    @Path(CACHE + "/{hash: [0-9a-z]+}.narinfo")
    public Response narInfo(
            @PathParam("cache") String cache,
            @PathParam("hash") String hash,
            @HeaderParam(CODING) @Nullable String coding,
            InputStream body) {
        return narInfo(Optional.of(mine(cache)), hash, coding, body);
    }

    /** What lies in a path: read and thrown away, for a listing is made here from the NAR itself. */
    @PUT
    @Path("/{hash: [0-9a-z]+}.ls")
    public Response listing(
            @PathParam("hash") String hash, @HeaderParam(CODING) @Nullable String coding, InputStream body) {
        TextUploads.read("the listing", body, coding, LISTING_LIMIT);
        return Response.ok().build();
    }

    /** As the other, for an org's cache. */
    @PUT
    @Path(CACHE + "/{hash: [0-9a-z]+}.ls")
    public Response listing(
            @PathParam("cache") String cache,
            @PathParam("hash") String hash,
            @HeaderParam(CODING) @Nullable String coding,
            InputStream body) {
        mine(cache);
        return listing(hash, coding, body);
    }

    /** Where a debug file lies: read and thrown away, for it is found out here from the NARs themselves. */
    @PUT
    @Path("/debuginfo/{id}")
    public Response debugInfo(@HeaderParam(CODING) @Nullable String coding, InputStream body) {
        TextUploads.read("where a debug file lies", body, coding, NARINFO_LIMIT);
        return Response.ok().build();
    }

    /** As the other, for an org's cache. */
    @PUT
    @Path(CACHE + "/debuginfo/{id}")
    public Response debugInfo(
            @PathParam("cache") String cache, @HeaderParam(CODING) @Nullable String coding, InputStream body) {
        mine(cache);
        return debugInfo(coding, body);
    }

    /** A build log. */
    @PUT
    @Path(CACHE + "/log/{derivation}")
    public Response log(
            @PathParam("cache") String cache,
            @PathParam("derivation") String derivation,
            @HeaderParam(CODING) @Nullable String coding,
            InputStream body) {
        texts.log(mine(cache), named(derivation), body, coding);
        return Response.ok().build();
    }

    /** What an output of a derivation is, in the layout of Nix up to 2.34. */
    @PUT
    @Path(CACHE + "/realisations/{id}")
    public Response realisation(
            @PathParam("cache") String cache,
            @PathParam("id") String id,
            @HeaderParam(CODING) @Nullable String coding,
            InputStream body) {
        texts.realisation(mine(cache), realisation(id), body, coding);
        return Response.ok().build();
    }

    /** What an output of a derivation is, in the layout after 2.34. */
    @PUT
    @Path(CACHE + "/build-trace-v2/{derivation}/{output}")
    public Response trace(
            @PathParam("cache") String cache,
            @PathParam("derivation") String derivation,
            @PathParam("output") String output,
            @HeaderParam(CODING) @Nullable String coding,
            InputStream body) {
        texts.trace(mine(cache), named(derivation) + "/" + realisation(output), body, coding);
        return Response.ok().build();
    }

    private Response nar(Optional<OrgCache> into, String file, InputStream body) {
        if (!NAR.matcher(file).matches()) {
            throw Fault.of(
                    FaultCode.INVALID,
                    "Could not take the NAR: '" + file + "' is no NAR's name.",
                    "Send it with nix copy.");
        }
        uploads.nar(caller.orgId(), into, file, body);
        return Response.ok().build();
    }

    private Response narInfo(Optional<OrgCache> into, String hash, @Nullable String coding, InputStream body) {
        byte[] text = TextUploads.read("the narinfo", body, coding, NARINFO_LIMIT);
        uploads.narInfo(caller.orgId(), into, hash, new String(text, StandardCharsets.UTF_8));
        return Response.ok().build();
    }

    private OrgCache mine(String cache) {
        return caches.require(caller.orgId(), cache);
    }

    private static String realisation(String id) {
        if (!id.endsWith(".doi")) {
            throw invalid(id);
        }
        return named(id);
    }

    private static String named(String name) {
        if (!TEXT.matcher(name).matches()) {
            throw invalid(name);
        }
        return name;
    }

    private static Fault invalid(String name) {
        return Fault.of(
                FaultCode.INVALID,
                "Could not take a file into the cache: '" + name + "' is no name for one.",
                "Send it with nix copy.");
    }
}
