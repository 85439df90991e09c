package io.firn.mirror;

import io.firn.access.Needs;
import io.firn.access.Scope;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.nio.file.Files;
import org.jboss.resteasy.reactive.PathPart;

/** The door to Firn's own Nix, for machines that join and have none. */
@Path("/join/nix")
@RunOnVirtualThread
public class NixArchiveResource {
    private final NixArchives archives;

    NixArchiveResource(NixArchives archives) {
        this.archives = archives;
    }

    /**
     * A gzipped tar of some 30 MB; the join script checks the hash of what it unpacks to. It is open to whoever may join: it
     * holds nothing secret, but the first asks this installation to fetch and unpack its packages.
     */
    @GET
    @Path("/{version: [0-9a-f]+}/{system: [a-z0-9_-]+}.tar.gz")
    @Needs(Scope.NODE_AGENT)
    public Response archive(@PathParam("version") String version, @PathParam("system") String system)
            throws IOException {
        java.nio.file.Path file = archives.archive(version, system);
        return Response.ok(new PathPart(file, 0, Files.size(file)))
                .type("application/gzip")
                .header(HttpHeaders.CACHE_CONTROL, "private, max-age=31536000, immutable")
                .build();
    }
}
