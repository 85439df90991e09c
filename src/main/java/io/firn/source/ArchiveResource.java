package io.firn.source;

import io.firn.access.Caller;
import io.firn.access.Needs;
import io.firn.access.Scope;
import io.firn.app.App;
import io.firn.app.Apps;
import io.firn.source.PushLanding.Pusher;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.enterprise.event.Event;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The door for whoever deploys a folder without a Git client. */
@Path("/api/v1/apps/{app}/archives")
@RunOnVirtualThread
public class ArchiveResource {
    private static final String DEFAULT_MESSAGE = "Uploaded as an archive";

    private final ArchiveUpload uploads;
    private final Apps apps;
    private final Caller caller;
    private final Event<PushAccepted> accepted;

    /**
     * What an upload became.
     *
     * @param pushId stands for the upload; its deployment is found by it
     * @param commit the commit made of the files
     * @param tree the same for the same files
     */
    public record ArchiveView(UUID pushId, String commit, String tree) {}

    public ArchiveResource(ArchiveUpload uploads, Apps apps, Caller caller, Event<PushAccepted> accepted) {
        this.uploads = uploads;
        this.apps = apps;
        this.caller = caller;
        this.accepted = accepted;
    }

    /** Takes a {@code .tar.gz} as the app's newest source and deploys it. */
    @POST
    @Consumes({"application/gzip", "application/x-gzip", "application/x-tar+gzip", MediaType.APPLICATION_OCTET_STREAM})
    @Produces(MediaType.APPLICATION_JSON)
    @Needs(Scope.DEPLOY)
    public Response upload(
            @PathParam("app") String name, @QueryParam("message") @Nullable String message, InputStream body) {
        App app = apps.require(caller.orgId(), name);
        app.requireActive("deploy");
        var pusher = new Pusher(app.id(), app.name().toString(), app.defaultBranch(), caller.tokenId());
        var uploaded = uploads.take(pusher, body, message == null ? DEFAULT_MESSAGE : Shown.name(message));
        accepted.fire(new PushAccepted(uploaded.pushId(), app.id()));
        var view = new ArchiveView(
                uploaded.pushId(),
                uploaded.revision().commit(),
                uploaded.revision().tree());
        return Response.accepted(view).build();
    }
}
