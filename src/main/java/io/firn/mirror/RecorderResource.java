package io.firn.mirror;

import io.firn.access.Public;
import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import io.firn.mirror.Resolutions.Resolution;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jboss.resteasy.reactive.PathPart;

/** A registry as a build tool sees it while an app's dependencies are resolved: everything it gets is written down. */
@Path("/resolve")
@Public("the address holds a secret of the one resolution that it is good for")
@RunOnVirtualThread
public class RecorderResource {
    private static final long LOCK_LIMIT = 64 << 20;
    private static final Set<String> LOCKS = Set.of(
            "package-lock.json",
            "yarn.lock",
            "pnpm-lock.yaml",
            "bun.lock",
            "Cargo.lock",
            "go.sum",
            "composer.lock",
            "Gemfile.lock",
            "pylock.toml");

    /** Below it an address of npm's registry gives archives, and documents that name them here. */
    private static final String PACKAGES = "packages/";

    private final Resolutions resolutions;
    private final Recorder recorder;
    private final NpmDocuments documents;
    private final Indexes indexes;
    private final PythonIndex python;

    RecorderResource(
            Resolutions resolutions, Recorder recorder, NpmDocuments documents, Indexes indexes, PythonIndex python) {
        this.python = python;
        this.indexes = indexes;
        this.documents = documents;
        this.resolutions = resolutions;
        this.recorder = recorder;
    }

    /** A file of the registry. */
    @GET
    @Path("/{id}/{secret}/{file:.+}")
    public Response file(
            @PathParam("id") UUID id,
            @PathParam("secret") String secret,
            @PathParam("file") String file,
            @Context HttpServerRequest request)
            throws IOException {
        Resolution resolution = resolutions.recorded(id, secret).orElseThrow(RecorderResource::nothing);
        try {
            if (LOCKS.contains(file) && !resolution.registry().equals("maven")) {
                String before = resolutions.lockBefore(resolution.id(), file).orElseThrow(RecorderResource::nothing);
                return Response.ok(before, MediaType.APPLICATION_OCTET_STREAM).build();
            }
            if (resolution.registry().equals(PythonIndex.REGISTRY)) {
                return ofPython(resolution, file, request.absoluteURI());
            }
            if (Indexes.has(resolution.registry())) {
                return ofIndex(resolution, file, request.absoluteURI());
            }
            return resolution.registry().equals(NpmDocuments.REGISTRY)
                    ? ofNpm(resolution, file, request.absoluteURI())
                    : kept(resolution, file);
        } catch (Fault fault) {
            if (fault.code() != FaultCode.NOT_FOUND) {
                // Tools say little of what they are answered.
                resolutions.refused(resolution.id(), fault.sentence());
            }
            throw fault;
        }
    }

    private Response kept(Resolution resolution, String file) throws IOException {
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

    /** What a package manager chose: the outcome of its resolution. */
    @PUT
    @Path("/{id}/{secret}/{name}")
    @Consumes(MediaType.APPLICATION_OCTET_STREAM)
    public void chosen(
            @PathParam("id") UUID id,
            @PathParam("secret") String secret,
            @PathParam("name") String name,
            InputStream content)
            throws IOException {
        Resolution resolution = resolutions
                .recorded(id, secret)
                .filter(open -> LOCKS.contains(name))
                .orElseThrow(RecorderResource::nothing);
        var bytes = new ByteArrayOutputStream();
        Sources.copy(
                content,
                bytes,
                LOCK_LIMIT,
                () -> Fault.of(
                        FaultCode.TOO_LARGE,
                        "Could not keep the lock file: it is larger than " + LOCK_LIMIT + " bytes.",
                        "Use fewer dependencies."));
        resolutions.lock(resolution.id(), name, bytes.toString(StandardCharsets.UTF_8));
    }

    /**
     * Package managers choose by what the registry says of packages. npm and pnpm need none of a package's files for that; others ask below
     * {@code packages/}, where the files are, too.
     */
    private Response ofNpm(Resolution resolution, String file, String address) throws IOException {
        String name = file.startsWith(PACKAGES) ? file.substring(PACKAGES.length()) : file;
        if (name.contains("/-/")) {
            return kept(resolution, name);
        }
        InputStream document = documents.open(resolution.appId(), name).orElseThrow(RecorderResource::nothing);
        if (name.equals(file)) {
            return Response.ok(document, MediaType.APPLICATION_JSON).build();
        }
        String to = address.substring(0, address.indexOf(PACKAGES)) + PACKAGES;
        StreamingOutput moved = out -> {
            try (document) {
                NpmDocuments.moved(document, to, out);
            }
        };
        return Response.ok(moved, MediaType.APPLICATION_JSON).build();
    }

    /** pip is told of files, and gets wheels and what they say of themselves; other files are named for people alone. */
    private Response ofPython(Resolution resolution, String file, String address) throws IOException {
        if (file.endsWith(".whl")) {
            return kept(resolution, file);
        }
        String recorder = recorder(resolution, address);
        return (file.endsWith(PythonIndex.METADATA)
                        ? python.metadata(resolution, file)
                                .map(text -> Response.ok(text, MediaType.APPLICATION_OCTET_STREAM))
                        : python.page(resolution, file, recorder).map(page -> Response.ok(page, PythonIndex.JSON_FORM)))
                .orElseThrow(RecorderResource::nothing)
                .build();
    }

    /** The recorder's address as the tool sees it. */
    private static String recorder(Resolution resolution, String address) {
        return address.substring(
                0, address.indexOf(resolution.secret()) + resolution.secret().length() + 1);
    }

    private Response ofIndex(Resolution resolution, String file, String address) {
        InputStream found =
                indexes.open(resolution, file, recorder(resolution, address)).orElseThrow(RecorderResource::nothing);
        StreamingOutput whole = out -> {
            try (found) {
                indexes.copy(file, found, out);
            }
        };
        return Response.ok(whole, MediaType.APPLICATION_OCTET_STREAM).build();
    }

    private static Fault nothing() {
        return Fault.of(
                FaultCode.NOT_FOUND, "Could not find that file.", "Nothing to do: build tools look in many places.");
    }
}
