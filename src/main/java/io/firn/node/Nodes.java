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
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;

/** The machines under Firn's care, and the way to each of them. */
@ApplicationScoped
public class Nodes {
    private final NodeRows rows;
    private final NodeConnections connections;
    private final NodeEvents events;
    private final NodeSettings settings;
    private final Clock clock;
    private final Supplier<UUID> ids;

    Nodes(
            NodeRows rows,
            NodeConnections connections,
            NodeEvents events,
            NodeSettings settings,
            Clock clock,
            Supplier<UUID> ids) {
        this.rows = rows;
        this.connections = connections;
        this.events = events;
        this.settings = settings;
        this.clock = clock;
        this.ids = ids;
    }

    /** Takes a machine in, or what is said anew of one that is known by that name. It is made ready afterwards. */
    @Transactional
    public Node join(NodeSpec spec) {
        NodeSpec.Checked checked = spec.checked();
        Optional<Node> known = rows.held(checked.name());
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

    /** As {@link #require}, with the row held: a heartbeat that is written down at the same moment would undo the whole. */
    private Node held(String name) {
        return rows.held(name).orElseThrow(() -> notFound(name));
    }

    /** Gives a node nothing new; what it has is finished. */
    @Transactional
    public Node drain(String name) {
        Node node = held(name);
        node.drain();
        return node;
    }

    /** Neither gives a node work nor asks how it is, until it is enabled. Builds that run there are followed to their end. */
    @Transactional
    public Node disable(String name) {
        Node node = held(name);
        node.disable();
        return node;
    }

    /** Takes a drained or disabled node back in; it is made ready before it gets work. */
    @Transactional
    public Node enable(String name) {
        Node node = held(name);
        node.enable();
        return node;
    }

    /** Changes what a node offers and may be used for. */
    @Transactional
    public Node change(String name, NodeChange change) {
        Node node = held(name);
        node.change(change.of(node));
        return node;
    }

    /** Forgets a node. What runs there runs on, and is no longer Firn's. */
    @Transactional
    public void remove(String name) {
        Node node = held(name);
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

    /** Why a machine gets no new work for now: it did not answer when it was last asked for something, or it spoiled builds. */
    public Optional<String> refusal(UUID nodeId) {
        return connections.refusal(nodeId);
    }

    /**
     * A machine spoiled a build that it was given, although it answers: the third in a row keeps new work from it for a while.
     *
     * @param why what it did, for people, to stand after a colon
     */
    public void spoiled(UUID nodeId, String why) {
        connections.spoiled(nodeId, why);
    }

    /** A build ended well on a machine. */
    public void worked(UUID nodeId) {
        connections.worked(nodeId);
    }

    /** Whether it was not ready before. */
    @Transactional
    boolean noteReady(UUID id, Set<String> unenforced) {
        Optional<Node> node = rows.held(id);
        node.ifPresent(known -> known.noteUnenforced(unenforced));
        return node.map(known -> known.ready(clock.instant())).orElse(false);
    }

    @Transactional
    void noteNotReady(UUID id, String why) {
        rows.held(id).ifPresent(node -> node.notReady(why));
    }

    /** Whether it was away before, and which alerts changed. */
    @Transactional
    Beat noteBeat(UUID id, Vitals vitals, Instant at) {
        Optional<Node> node = rows.held(id);
        if (node.isEmpty()) {
            return new Beat(false, List.of());
        }
        boolean back = node.get().beat(vitals, at);
        List<AlertBook.Change> changes = node.get().watch(thresholds(), vitals);
        changes.forEach(change -> events.alert(node.get(), change));
        return new Beat(back, changes);
    }

    /** What an answer changed. */
    record Beat(boolean back, List<AlertBook.Change> alerts) {}

    private AlertBook.Thresholds thresholds() {
        NodeSettings.Alerts at = settings.alerts();
        return new AlertBook.Thresholds(at.cpu(), at.memory(), at.disk(), at.capacity());
    }

    @Transactional
    void noteStoreSize(UUID id, long bytes) {
        rows.held(id).ifPresent(node -> node.noteStoreSize(bytes));
    }

    /** Its new state, where it changed. */
    @Transactional
    Optional<NodeState> noteSilence(UUID id, String why) {
        return rows.held(id)
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
