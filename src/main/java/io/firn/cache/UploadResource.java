package io.firn.cache;

import io.firn.access.Caller;
import io.firn.access.Needs;
import io.firn.access.Scope;
import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** Takes what {@code nix copy --to} sends. Source: Nix manual, "Binary Cache Protocol". */
@Path("/cache")
@Needs(Scope.CACHE_WRITE)
@RunOnVirtualThread
public class UploadResource {
    private static final int NARINFO_LIMIT = 1 << 20;

    private static final Pattern NAR = Pattern.compile("[0-9a-z]{1,64}\\.nar(\\.[a-z0-9]{1,5})?");

    private final Uploads uploads;
    private final Caller caller;

    UploadResource(Uploads uploads, Caller caller) {
        this.uploads = uploads;
        this.caller = caller;
    }

    /** A packed NAR. */
    @PUT
    @Path("/nar/{file}")
    public Response nar(@PathParam("file") String file, InputStream body) {
        if (!NAR.matcher(file).matches()) {
            throw Fault.of(
                    FaultCode.INVALID,
                    "Could not take the NAR: '" + file + "' is no NAR's name.",
                    "Send it with nix copy.");
        }
        uploads.nar(caller.orgId(), "nar/" + file, body);
        return Response.ok().build();
    }

    /** What is known of a path whose NAR was sent before. */
    @PUT
    @Path("/{hash: [0-9a-z]+}.narinfo")
    public Response narInfo(@PathParam("hash") String hash, InputStream body) throws IOException {
        byte[] text = body.readNBytes(NARINFO_LIMIT + 1);
        if (text.length > NARINFO_LIMIT) {
            throw Fault.of(
                    FaultCode.TOO_LARGE,
                    "Could not read the narinfo: it is larger than " + NARINFO_LIMIT + " bytes.",
                    "Send it with nix copy.");
        }
        uploads.narInfo(caller.orgId(), hash, new String(text, StandardCharsets.UTF_8));
        return Response.ok().build();
    }
}
