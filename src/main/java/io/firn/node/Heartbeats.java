package io.firn.node;

import io.firn.exec.Result;
import io.firn.fault.Fault;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/**
 * Asks each node every ten seconds how it is. Several control planes may do so at once: they write the same, and a node that
 * any of them reaches is not lost.
 */
@ApplicationScoped
class Heartbeats {
    private static final Logger LOG = Logger.getLogger(Heartbeats.class);

    private static final Duration REFRESH = Duration.ofDays(1);
    private static final Duration COUNT = Duration.ofMinutes(10);

    private final Nodes nodes;
    private final NodeConnections connections;
    private final Provisioning provisioning;
    private final NodeSettings settings;
    private final NodeMeters meters;
    private final Clock clock;
    private final Event<NodeAnswered> answered;
    /** Nodes whose last question is still open: a stuck one is not asked a second time beside the first. */
    private final Map<UUID, Boolean> asking = new ConcurrentHashMap<>();
    /** When each node's store was last counted. */
    private final Map<UUID, Instant> counted = new ConcurrentHashMap<>();
    /** When each node was last made ready by this process. */
    private final Map<UUID, Instant> readied = new ConcurrentHashMap<>();

    Heartbeats(
            Nodes nodes,
            NodeConnections connections,
            Provisioning provisioning,
            NodeSettings settings,
            NodeMeters meters,
            Clock clock,
            Event<NodeAnswered> answered) {
        this.nodes = nodes;
        this.connections = connections;
        this.provisioning = provisioning;
        this.settings = settings;
        this.meters = meters;
        this.clock = clock;
        this.answered = answered;
    }

    @Scheduled(
            every = "${firn.node.heartbeat-every:10s}",
            identity = "node-heartbeats",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void beat() {
        round();
    }

    /** Asks all at once and waits for their answers. */
    void round() {
        List<Thread> asked = new ArrayList<>();
        for (Node node : nodes.list()) {
            if (node.state().watched()) {
                asked.add(Thread.ofVirtual().name("heartbeat-" + node.name()).start(() -> ask(node)));
            }
        }
        for (Thread thread : asked) {
            try {
                thread.join();
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                return;
            }
        }
        meters.show(nodes.list());
    }

    /** Asks one node now, and makes it ready where it has just joined. */
    void ask(Node node) {
        if (asking.putIfAbsent(node.id(), true) != null) {
            return;
        }
        try {
            if (node.state() == NodeState.JOINING || stale(node)) {
                makeReady(node);
            }
            Result result = connections
                    .probing(node)
                    .run(Vitals.ask(settings.answerWithin()))
                    .orFail("ask " + node.name() + " how it is", "Look at the machine.");
            Nodes.Beat beat = nodes.noteBeat(node.id(), Vitals.parse(result.text()), clock.instant());
            if (beat.back()) {
                LOG.infof("Node '%s' answers again.", node.name());
                answered.fireAsync(new NodeAnswered(node.id()));
            }
            beat.alerts().forEach(change -> tell(node, change));
            countStore(node);
        } catch (Fault fault) {
            silent(node, fault);
        } finally {
            asking.remove(node.id());
        }
    }

    /** Joined anew: made ready again at the next question, also where it is healthy. */
    void joined(Node node) {
        readied.remove(node.id());
        ask(node);
    }

    /** Once a day, and after a restart of ours: the token that lies there runs out, and a machine may have been set up anew. */
    private boolean stale(Node node) {
        Instant last = readied.get(node.id());
        return last == null || last.plus(REFRESH).isBefore(clock.instant());
    }

    private void makeReady(Node node) {
        try {
            Set<String> unenforced = provisioning.makeReady(node, connections.probing(node));
            readied.put(node.id(), clock.instant());
            if (nodes.noteReady(node.id(), unenforced)) {
                LOG.infof("Node '%s' (%s) is ready.", node.name(), node.peer());
                answered.fireAsync(new NodeAnswered(node.id()));
            }
        } catch (Fault fault) {
            nodes.noteNotReady(node.id(), fault.sentence());
            throw fault;
        }
    }

    private static void tell(Node node, AlertBook.Change change) {
        String percent = Math.round(change.value() * 100) + " %";
        if (change.up()) {
            LOG.warnf("Node '%s': alert '%s' at %s.", node.name(), change.kind().label(), percent);
        } else {
            LOG.infof(
                    "Node '%s': alert '%s' is over at %s.",
                    node.name(), change.kind().label(), percent);
        }
    }

    /** Its database of paths is read for this, which takes a while with many: every ten minutes, and never twice at once. */
    private void countStore(Node node) {
        Instant now = clock.instant();
        Instant last = counted.get(node.id());
        if (!node.roles().contains(NodeRole.BUILDER)
                || (last != null && last.plus(COUNT).isAfter(now))) {
            return;
        }
        counted.put(node.id(), now);
        Result result = connections.to(node).run(Vitals.storeSize());
        if (result.ok() && !result.text().isEmpty()) {
            nodes.noteStoreSize(node.id(), Long.parseLong(result.text()));
        }
    }

    private void silent(Node node, Fault fault) {
        nodes.noteSilence(node.id(), fault.sentence())
                .ifPresent(state -> LOG.warnf("Node '%s' is %s: %s", node.name(), state, fault.getMessage()));
    }
}
