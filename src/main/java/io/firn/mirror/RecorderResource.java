package io.firn.mirror;

import io.firn.access.Public;
import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import io.firn.mirror.Resolutions.Resolution;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;
import org.jboss.resteasy.reactive.PathPart;

/** A registry as a build tool sees it while an app's dependencies are resolved: everything it gets is written down. */
@Path("/resolve")
@Public("the address holds a secret of the one resolution that it is good for")
@RunOnVirtualThread
public class RecorderResource {
    private static final long LOCK_LIMIT = 64 << 20;

    private final Resolutions resolutions;
    private final Recorder recorder;
    private final NpmDocuments documents;

    RecorderResource(Resolutions resolutions, Recorder recorder, NpmDocuments documents) {
        this.documents = documents;
        this.resolutions = resolutions;
        this.recorder = recorder;
    }

    /** A file of the registry. */
    @GET
    @Path("/{id}/{secret}/{file:.+}")
    public Response file(@PathParam("id") UUID id, @PathParam("secret") String secret, @PathParam("file") String file)
            throws IOException {
        Resolution resolution = resolutions.recorded(id, secret).orElseThrow(RecorderResource::nothing);
        if (resolution.registry().equals(NpmDocuments.REGISTRY)) {
            return ofNpm(resolution, file);
        }
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

    /** What npm chose: the outcome of its resolution. */
    @PUT
    @Path("/{id}/{secret}/package-lock.json")
    @Consumes(MediaType.APPLICATION_OCTET_STREAM)
    public void chosen(@PathParam("id") UUID id, @PathParam("secret") String secret, InputStream lock)
            throws IOException {
        Resolution resolution = resolutions.recorded(id, secret).orElseThrow(RecorderResource::nothing);
        var bytes = new ByteArrayOutputStream();
        Sources.copy(
                lock,
                bytes,
                LOCK_LIMIT,
                () -> Fault.of(
                        FaultCode.TOO_LARGE,
                        "Could not keep the lock file: it is larger than " + LOCK_LIMIT + " bytes.",
                        "Use fewer dependencies."));
        resolutions.lock(resolution.id(), bytes.toString(StandardCharsets.UTF_8));
    }

    /** npm chooses by what the registry says of packages; of a package's files it needs none for that. */
    private Response ofNpm(Resolution resolution, String file) throws IOException {
        if (file.equals("package-lock.json")) {
            String before = resolutions.lockBefore(resolution.id()).orElseThrow(RecorderResource::nothing);
            return Response.ok(before, MediaType.APPLICATION_JSON).build();
        }
        InputStream document = documents.open(file).orElseThrow(RecorderResource::nothing);
        return Response.ok(document, MediaType.APPLICATION_JSON).build();
    }

    private static Fault nothing() {
        return Fault.of(
                FaultCode.NOT_FOUND, "Could not find that file.", "Nothing to do: build tools look in many places.");
    }
}
