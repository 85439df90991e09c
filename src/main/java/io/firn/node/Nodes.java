package io.firn.node;

import io.firn.exec.Executor;
import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/** The machines under Firn's care, and the way to each of them. */
@ApplicationScoped
public class Nodes {
    private final NodeRows rows;
    private final NodeConnections connections;
    private final NodeSettings settings;
    private final Clock clock;
    private final Supplier<UUID> ids;

    Nodes(NodeRows rows, NodeConnections connections, NodeSettings settings, Clock clock, Supplier<UUID> ids) {
        this.rows = rows;
        this.connections = connections;
        this.settings = settings;
        this.clock = clock;
        this.ids = ids;
    }

    /** Takes a machine in, or what is said anew of one that is known by that name. It is made ready afterwards. */
    @Transactional
    public Node join(NodeSpec spec) {
        NodeSpec.Checked checked = spec.checked();
        Optional<Node> known = rows.named(checked.name());
        if (known.isPresent()) {
            known.get().rejoin(checked);
            return known.get();
        }
        var node = new Node(ids.get(), checked, clock.instant());
        rows.persistAndFlush(node);
        return node;
    }

    /** All nodes by name. */
    @Transactional
    public List<Node> list() {
        return rows.byName();
    }

    /** The node of that name. */
    @Transactional
    public Optional<Node> find(String name) {
        return rows.named(name);
    }

    /** The node of that id. */
    @Transactional
    public Optional<Node> find(UUID id) {
        return rows.findByIdOptional(id);
    }

    /** The node of that name, or {@code NOT_FOUND}. */
    @Transactional
    public Node require(String name) {
        return rows.named(name).orElseThrow(() -> notFound(name));
    }

    /** Gives a node nothing new; what it has is finished. */
    @Transactional
    public Node drain(String name) {
        Node node = require(name);
        node.drain();
        return node;
    }

    /** Forgets a node. What runs there runs on, and is no longer Firn's. */
    @Transactional
    public void remove(String name) {
        Node node = require(name);
        rows.delete(node);
        connections.drop(node.id());
    }

    /** Runs things on a node, over SSH, with its host key pinned. */
    public Executor executor(UUID nodeId) {
        return connections.to(find(nodeId)
                .orElseThrow(() -> Fault.of(
                        FaultCode.UNAVAILABLE,
                        "Could not reach a node: it was removed from this installation.",
                        "List the nodes that there are with: firn nodes")));
    }

    /** Whether it was not ready before. */
    @Transactional
    boolean noteReady(UUID id) {
        return rows.findByIdOptional(id)
                .map(node -> node.ready(clock.instant()))
                .orElse(false);
    }

    @Transactional
    void noteNotReady(UUID id, String why) {
        rows.findByIdOptional(id).ifPresent(node -> node.notReady(why));
    }

    /** Whether it was away before. */
    @Transactional
    boolean noteBeat(UUID id, Vitals vitals, Instant at) {
        return rows.findByIdOptional(id).map(node -> node.beat(vitals, at)).orElse(false);
    }

    /** Its new state, where it changed. */
    @Transactional
    Optional<NodeState> noteSilence(UUID id, String why) {
        return rows.findByIdOptional(id)
                .filter(node -> node.silent(why, clock.instant(), settings.suspectAfter(), settings.lostAfter()))
                .map(Node::state);
    }

    private static Fault notFound(String name) {
        String shown = name.length() <= 63 ? name : name.substring(0, 63) + "…";
        return Fault.of(
                FaultCode.NOT_FOUND,
                "Could not find the node '" + shown + "'.",
                "List the nodes that there are with: firn nodes");
    }
}
