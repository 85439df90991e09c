package io.firn.cache;

import io.firn.access.Caller;
import io.firn.access.Needs;
import io.firn.access.Scope;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Positive;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * For clients that put large NARs straight into the bucket: ask for an address, PUT the bytes there, complete, then put the
 * narinfo as ever. {@code default} stands for the installation's own cache.
 */
@Path("/api/v1/caches/{cache}/uploads")
@Needs(value = Scope.CACHE_WRITE, resource = "cache")
@RunOnVirtualThread
public class DirectUploadResource {
    private static final Duration VALID = Duration.ofHours(1);
    private static final String FILE = "[0-9a-z]{1,64}\\.nar\\.zst";

    private final DirectUploads uploads;
    private final OrgCaches caches;
    private final Caller caller;

    DirectUploadResource(DirectUploads uploads, OrgCaches caches, Caller caller) {
        this.uploads = uploads;
        this.caches = caches;
        this.caller = caller;
    }

    /**
     * A NAR to be sent.
     *
     * @param file its name below {@code nar/}, as the narinfo will have it
     * @param bytes how many there are, packed
     */
    public record NewUpload(@NotNull @Pattern(regexp = FILE) String file, @Positive long bytes) {}

    /**
     * Where to PUT it.
     *
     * @param address good for an hour and for one PUT of that many bytes; relative where it is the cache's own door, which wants
     *     the token too and nothing completed
     * @param headers to be sent along as they stand here
     * @param direct whether the address is the store's
     */
    public record UploadView(URI address, Map<String, String> headers, boolean direct) {}

    /** Asks where to put a NAR. */
    @POST
    public UploadView begin(@PathParam("cache") String cache, @NotNull @Valid NewUpload wanted) {
        Optional<OrgCache> into = into(cache);
        return uploads.begin(caller.orgId(), into, wanted.file(), wanted.bytes(), VALID)
                .map(leave -> new UploadView(leave.address(), leave.headers(), true))
                .orElseGet(() -> new UploadView(
                        URI.create(into.map(one -> "/cache/" + one.name()).orElse("/cache") + "/nar/" + wanted.file()),
                        Map.of(),
                        false));
    }

    /** Says that the bytes are there: they are read and checked before the answer. */
    @POST
    @Path("{file}/complete")
    public void complete(@PathParam("cache") String cache, @PathParam("file") String file) {
        uploads.complete(caller.orgId(), into(cache), file);
    }

    private Optional<OrgCache> into(String cache) {
        return cache.equals(NamedCaches.HOUSE) ? Optional.empty() : Optional.of(caches.require(caller.orgId(), cache));
    }
}
