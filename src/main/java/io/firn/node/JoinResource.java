package io.firn.node;

import io.firn.access.Caller;
import io.firn.access.Needs;
import io.firn.access.Public;
import io.firn.access.Scope;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** The doors through which machines join by themselves. */
@Path("")
@RunOnVirtualThread
public class JoinResource {
    private final Joining joining;
    private final JoinScript script;
    private final Heartbeats heartbeats;
    private final Caller caller;

    JoinResource(Joining joining, JoinScript script, Heartbeats heartbeats, Caller caller) {
        this.joining = joining;
        this.script = script;
        this.heartbeats = heartbeats;
        this.caller = caller;
    }

    /** How a machine that joins stands. */
    public record Standing(String name, NodeState state, String reason) {}

    /** Takes the machine in that shows a join token; asked again by the same machine, it answers the same. */
    @POST
    @Path("/api/v1/join")
    @Needs(Scope.NODE_AGENT)
    public Joining.Answer join(@NotNull JoinRequest request, @Context HttpServerRequest http) {
        Node node = joining.join(caller.tokenId(), request, http.remoteAddress().hostAddress());
        HostAndPort calledAs = http.authority();
        return joining.answer(node, calledAs == null ? http.localAddress().hostAddress() : calledAs.host());
    }

    /** How the machine stands that used the token, looked at now. */
    @GET
    @Path("/api/v1/join")
    @Needs(Scope.NODE_AGENT)
    public Standing standing() {
        Node node = joining.joined(caller.tokenId());
        if (node.state() == NodeState.JOINING) {
            heartbeats.ask(node);
            node = joining.joined(caller.tokenId());
        }
        return new Standing(node.name(), node.state(), node.reason().orElse(""));
    }

    /** The join script. It holds no secret: what it may do is decided by the token that its caller has. */
    @GET
    @Path("/join/{version: [0-9a-f]+}/install.sh")
    @Produces(MediaType.TEXT_PLAIN)
    @Public("a machine that joins has nothing yet; the script names no secrets, and its version is its hash")
    public Response script(@PathParam("version") String version) {
        return Response.ok(script.content(version), MediaType.TEXT_PLAIN_TYPE.withCharset("utf-8"))
                .header("Cache-Control", "public, max-age=31536000, immutable")
                .build();
    }
}
