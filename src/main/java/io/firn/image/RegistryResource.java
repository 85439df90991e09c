package io.firn.image;

import io.firn.access.Needs;
import io.firn.access.Scope;
import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
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
import jakarta.ws.rs.core.StreamingOutput;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The registry that Engines pull from, for reading only. Source: OCI distribution specification 1.0. */
@Path("/v2")
@Needs(value = Scope.IMAGE_PULL, resource = "repo")
@RunOnVirtualThread
public class RegistryResource {
    private static final String DIGEST = "Docker-Content-Digest";
    private static final String API_VERSION = "Docker-Distribution-Api-Version";
    private static final String REGISTRY_2 = "registry/2.0";

    private final Images images;
    private final ImageTraffic traffic;

    RegistryResource(Images images, ImageTraffic traffic) {
        this.images = images;
        this.traffic = traffic;
    }

    /** Whether a registry is here; an Engine learns from the refusal that it has to send its token. */
    @GET
    @Path("/")
    @Needs({})
    public Response ping() {
        return Response.ok("{}", "application/json")
                .header(API_VERSION, REGISTRY_2)
                .build();
    }

    /** A manifest by digest, or the newest one by the tag {@code latest}. */
    @GET
    @Path("/{repo: .+}/manifests/{reference}")
    public Response manifest(@PathParam("repo") String repo, @PathParam("reference") String reference) {
        byte[] manifest = requireManifest(repo, reference);
        traffic.sent(manifest.length);
        return described(Response.ok(manifest), Manifests.MANIFEST, Manifests.digest(manifest))
                .build();
    }

    /** Whether there is such a manifest. */
    @HEAD
    @Path("/{repo: .+}/manifests/{reference}")
    public Response hasManifest(@PathParam("repo") String repo, @PathParam("reference") String reference) {
        byte[] manifest = requireManifest(repo, reference);
        return described(Response.ok(), Manifests.MANIFEST, Manifests.digest(manifest))
                .header(HttpHeaders.CONTENT_LENGTH, manifest.length)
                .build();
    }

    /** A config or a layer, or a part of it. */
    @GET
    @Path("/{repo: .+}/blobs/{digest}")
    public Response blob(
            @PathParam("repo") String repo,
            @PathParam("digest") String digest,
            @HeaderParam("Range") @Nullable String range) {
        Optional<byte[]> config = images.config(repo, digest);
        if (config.isPresent()) {
            traffic.sent(config.get().length);
            return described(Response.ok(config.get()), Manifests.CONFIG, digest)
                    .build();
        }
        Layer layer = requireLayer(repo, digest);
        Optional<ByteRange> asked = ByteRange.parse(range, layer.size());
        if (asked.isPresent() && !asked.get().satisfiable()) {
            return Response.status(Status.REQUESTED_RANGE_NOT_SATISFIABLE)
                    .header("Content-Range", asked.get().contentRange())
                    .build();
        }
        ByteRange part = asked.orElse(new ByteRange(0, layer.size(), layer.size()));
        ResponseBuilder answer = asked.isPresent()
                ? Response.status(Status.PARTIAL_CONTENT).header("Content-Range", part.contentRange())
                : Response.ok();
        StreamingOutput body = out -> {
            try (var window = new WindowOutputStream(traffic.counting(out), part.from(), part.length())) {
                images.write(layer, window);
            }
        };
        return described(answer.entity(body), "application/octet-stream", digest)
                .header(HttpHeaders.CONTENT_LENGTH, part.length())
                .build();
    }

    /** Whether there is such a config or layer, and its size. */
    @HEAD
    @Path("/{repo: .+}/blobs/{digest}")
    public Response hasBlob(@PathParam("repo") String repo, @PathParam("digest") String digest) {
        long size = images.config(repo, digest)
                .map(config -> (long) config.length)
                .orElseGet(() -> requireLayer(repo, digest).size());
        return described(Response.ok(), "application/octet-stream", digest)
                .header(HttpHeaders.CONTENT_LENGTH, size)
                .build();
    }

    private static ResponseBuilder described(ResponseBuilder answer, String type, String digest) {
        return answer.type(type)
                .header(DIGEST, digest)
                .header(HttpHeaders.ETAG, "\"" + digest + "\"")
                .header("Accept-Ranges", "bytes")
                .header(API_VERSION, REGISTRY_2);
    }

    private byte[] requireManifest(String repo, String reference) {
        Optional<String> digest =
                reference.equals("latest") ? images.newest(repo).map(ImageReference::digest) : Optional.of(reference);
        return digest.flatMap(known -> images.manifest(repo, known)).orElseThrow(RegistryResource::absent);
    }

    private Layer requireLayer(String repo, String digest) {
        return images.layer(repo, digest).orElseThrow(RegistryResource::absent);
    }

    private static Fault absent() {
        return Fault.of(
                FaultCode.NOT_FOUND, "Could not find that in the registry.", "Deploy again: the image is made anew.");
    }
}
