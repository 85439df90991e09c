package io.firn.node;

import io.firn.access.Needs;
import io.firn.access.Scope;
import io.firn.fault.Fault;
import io.firn.fault.FieldFault;
import io.firn.web.Page;
import io.firn.web.PageRequest;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
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
    private final NodeEvents events;
    private final Heartbeats heartbeats;

    NodesResource(Nodes nodes, NodeEvents events, Heartbeats heartbeats) {
        this.nodes = nodes;
        this.events = events;
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

    /** Neither gives a node work nor asks how it is, until it is enabled; builds that run there are followed to their end. */
    @POST
    @Path("{name}/disable")
    public NodeView disable(@PathParam("name") String name) {
        return NodeView.of(nodes.disable(name));
    }

    /** Takes a drained or disabled node back in. It is made ready at once. */
    @POST
    @Path("{name}/enable")
    public NodeView enable(@PathParam("name") String name) {
        Node node = nodes.enable(name);
        if (node.state() == NodeState.JOINING) {
            Thread.ofVirtual().name("enable-" + node.name()).start(() -> heartbeats.joined(node));
        }
        return NodeView.of(node);
    }

    /** Changes what a node offers and may be used for; what is left out stays. */
    @PATCH
    @Path("{name}")
    public NodeView change(@PathParam("name") String name, @NotNull NodeChange change) {
        return NodeView.of(nodes.change(name, change));
    }

    /** What happened to a node, oldest first: changes of its state, and alerts. Also of one that was removed. */
    @GET
    @Path("{name}/events")
    public Page<NodeEvents.Event> events(@PathParam("name") String name, @BeanParam PageRequest page) {
        List<NodeEvents.Event> read = events.after(name, after(page), page.limitPlusOne());
        if (read.isEmpty() && page.after().isEmpty()) {
            nodes.require(name);
        }
        return Page.of(read, page, event -> String.valueOf(event.id()));
    }

    private static long after(PageRequest page) {
        try {
            return page.after().map(Long::parseLong).orElse(0L);
        } catch (NumberFormatException invalid) {
            throw Fault.invalid(
                    "Could not list: 'after' is not a cursor of this list.",
                    List.of(new FieldFault("after", "must be what the page before gave as 'next'")));
        }
    }

    /** Forgets a node. */
    @DELETE
    @Path("{name}")
    public void remove(@PathParam("name") String name) {
        nodes.remove(name);
    }
}
