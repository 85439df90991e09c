package io.firn.mirror;

import io.firn.access.Public;
import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import io.firn.mirror.Resolutions.Resolution;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.util.Optional;
import java.util.UUID;
import org.jboss.resteasy.reactive.PathPart;

/** A registry as a build tool sees it while an app's dependencies are resolved: everything it gets is written down. */
@Path("/resolve")
@Public("the address holds a secret of the one resolution that it is good for")
@RunOnVirtualThread
public class RecorderResource {
    private final Resolutions resolutions;
    private final Recorder recorder;

    RecorderResource(Resolutions resolutions, Recorder recorder) {
        this.resolutions = resolutions;
        this.recorder = recorder;
    }

    /** A file of the registry. */
    @GET
    @Path("/{id}/{secret}/{file:.+}")
    public Response file(@PathParam("id") UUID id, @PathParam("secret") String secret, @PathParam("file") String file)
            throws IOException {
        Resolution resolution = resolutions.recorded(id, secret).orElseThrow(RecorderResource::nothing);
        Optional<Recorder.Got> got = recorder.get(resolution, file);
        if (got.isEmpty()) {
            throw nothing();
        }
        java.nio.file.Path place = got.get().place();
        return Response.ok()
                .type(MediaType.APPLICATION_OCTET_STREAM)
                .header("x-checksum-sha1", got.get().sha1()) // Maven then asks for no file of checksums
                .entity(new PathPart(place, 0, java.nio.file.Files.size(place)))
                .build();
    }

    private static Fault nothing() {
        return Fault.of(
                FaultCode.NOT_FOUND, "Could not find that file.", "Nothing to do: build tools look in many places.");
    }
}
