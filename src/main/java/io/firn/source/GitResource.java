package io.firn.source;

import io.firn.access.Caller;
import io.firn.access.Needs;
import io.firn.access.Scope;
import io.firn.app.App;
import io.firn.app.Apps;
import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import io.firn.source.GitProtocol.Service;
import io.firn.source.PushLanding.Pusher;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The git door: {@code git push http://…/git/<app>.git}, with a token as the password. */
@Path("/git/{repository}")
@RunOnVirtualThread
public class GitResource {
    private static final String SUFFIX = ".git";

    private final GitProtocol protocol;
    private final Apps apps;
    private final Caller caller;
    private final Pushes pushes;
    private final PushFollowing following;

    public GitResource(
            Repositories repositories,
            SourceSettings settings,
            Apps apps,
            Caller caller,
            Pushes pushes,
            PushFollowing following) {
        this.protocol = new GitProtocol(repositories, settings);
        this.apps = apps;
        this.caller = caller;
        this.pushes = pushes;
        this.following = following;
    }

    /** Which references there are. */
    @GET
    @Path("/info/refs")
    @Needs({Scope.APPS_READ, Scope.DEPLOY})
    public Response references(
            @PathParam("repository") String repository,
            @QueryParam("service") @Nullable String name,
            @HeaderParam("Git-Protocol") @Nullable String version) {
        App app = app(repository);
        Service service = service(name);
        if (service == Service.RECEIVE) {
            app.requireActive("push to");
        }
        if (service == Service.RECEIVE && !caller.may(Scope.DEPLOY)) {
            throw Fault.of(
                    FaultCode.FORBIDDEN,
                    "Could not push to '" + app.name() + "': the token does not allow deploying.",
                    "Make one that does: firn token create --scope DEPLOY");
        }
        StreamingOutput body = out -> protocol.advertise(app.id(), service, parameters(version), out);
        return answer("application/x-" + service.wire() + "-advertisement", body);
    }

    /** Fetch and clone. */
    @POST
    @Path("/git-upload-pack")
    @Needs({Scope.APPS_READ, Scope.DEPLOY})
    public Response fetch(
            @PathParam("repository") String repository,
            @HeaderParam("Git-Protocol") @Nullable String version,
            @HeaderParam("Content-Encoding") @Nullable String encoding,
            InputStream request) {
        App app = app(repository);
        StreamingOutput body =
                out -> protocol.upload(app.id(), parameters(version), GitProtocol.body(request, encoding), out);
        return answer("application/x-git-upload-pack-result", body);
    }

    /** Push. */
    @POST
    @Path("/git-receive-pack")
    @Needs(Scope.DEPLOY)
    public Response push(
            @PathParam("repository") String repository,
            @HeaderParam("Content-Encoding") @Nullable String encoding,
            InputStream request)
            throws IOException {
        App app = app(repository);
        var pusher = new Pusher(app.id(), app.name().toString(), app.defaultBranch(), caller.tokenId());
        StreamingOutput body =
                out -> protocol.receive(pusher, pushes, following, GitProtocol.body(request, encoding), out);
        return answer("application/x-git-receive-pack-result", body);
    }

    private App app(String repository) {
        String name = repository.endsWith(SUFFIX)
                ? repository.substring(0, repository.length() - SUFFIX.length())
                : repository;
        return apps.require(caller.orgId(), name);
    }

    private static Service service(@Nullable String name) {
        for (Service service : Service.values()) {
            if (service.wire().equals(name)) {
                return service;
            }
        }
        throw Fault.of(
                FaultCode.FORBIDDEN,
                "Could not answer: only Git's smart HTTP protocol is spoken here.",
                "Use git 1.6.6 or newer.");
    }

    private static List<String> parameters(@Nullable String version) {
        return version == null ? List.of() : List.of(version.split(":"));
    }

    private static Response answer(String type, StreamingOutput body) {
        return Response.ok(body, type)
                .header("Cache-Control", "no-cache, max-age=0, must-revalidate")
                .header("X-Accel-Buffering", "no")
                .build();
    }
}
