package io.firn.node;

import io.firn.access.Needs;
import io.firn.access.Scope;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.util.List;

/** The door to nodes. */
@Path("/api/v1/nodes")
@Needs(Scope.NODES)
@RunOnVirtualThread
public class NodesResource {
    private final Nodes nodes;
    private final Heartbeats heartbeats;

    NodesResource(Nodes nodes, Heartbeats heartbeats) {
        this.nodes = nodes;
        this.heartbeats = heartbeats;
    }

    /** A list of nodes. */
    public record NodeList(List<NodeView> items) {}

    /** Takes a machine in, or what is said anew of it; saying the same again changes nothing. It is made ready at once. */
    @POST
    public NodeView join(@NotNull NodeSpec spec) {
        Node node = nodes.join(spec);
        Thread.ofVirtual().name("join-" + node.name()).start(() -> heartbeats.joined(node));
        return NodeView.of(node);
    }

    /** All nodes by name. */
    @GET
    public NodeList list() {
        return new NodeList(nodes.list().stream().map(NodeView::of).toList());
    }

    /** One node. */
    @GET
    @Path("{name}")
    public NodeView get(@PathParam("name") String name) {
        return NodeView.of(nodes.require(name));
    }

    /** Gives a node nothing new; what it has is finished. */
    @POST
    @Path("{name}/drain")
    public NodeView drain(@PathParam("name") String name) {
        return NodeView.of(nodes.drain(name));
    }

    /** Forgets a node. */
    @DELETE
    @Path("{name}")
    public void remove(@PathParam("name") String name) {
        nodes.remove(name);
    }
}
