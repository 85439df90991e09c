package io.firn.farm;

import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import io.firn.node.Node;
import io.firn.node.NodeRole;
import io.firn.node.NodeState;
import io.firn.node.Nodes;
import io.firn.node.Vitals;
import io.firn.work.Lease;
import io.firn.work.Leases;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jboss.logging.Logger;

/**
 * Keeps the stores of builders in order: by age and size from time to time, and at once where a disk is above its mark. The
 * rule: such a builder gets no new work, is collected, and gets work again if that helped; else it says why not.
 */
@ApplicationScoped
public class StoreCare {
    private static final Logger LOG = Logger.getLogger(StoreCare.class);

    private final Nodes nodes;
    private final StoreGate gate;
    private final StoreSettings settings;
    private final Leases leases;
    private final Clock clock;

    StoreCare(Nodes nodes, StoreGate gate, StoreSettings settings, Leases leases, Clock clock) {
        this.nodes = nodes;
        this.gate = gate;
        this.settings = settings;
        this.leases = leases;
        this.clock = clock;
    }

    /** What a collection would do; the settings hold where nothing is asked for. */
    public StoreReport preview(String node, Optional<Duration> olderThan, Optional<Long> maxBytes) {
        return machine(builder(node)).preview(limits(olderThan, maxBytes));
    }

    /** Collects a builder's store; a conflict while somebody else does. */
    public StoreReport collect(String node, Optional<Duration> olderThan, Optional<Long> maxBytes) {
        Node builder = builder(node);
        return alone(
                builder, lease -> machine(builder).collect(limits(olderThan, maxBytes), settings.keepOutputsFor()));
    }

    /** Makes files with the same content one. */
    public String optimise(String node) {
        Node builder = builder(node);
        return alone(builder, lease -> machine(builder).optimise());
    }

    @Scheduled(every = "30s", identity = "store-marks", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void watchMarks() {
        Map<UUID, StoreGate.Standing> standings = gate.all();
        for (Node node : answering()) {
            Optional<StoreGate.Standing> standing = Optional.ofNullable(standings.get(node.id()));
            Thread.ofVirtual()
                    .name("store-care-" + node.name())
                    .start(() -> quietly(node, () -> watch(node, standing)));
        }
    }

    @Scheduled(
            every = "${firn.store.every:24h}",
            delayed = "30m",
            identity = "store-collection",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void byTheClock() {
        for (Node node : answering()) {
            quietly(node, () -> said(node, collect(node.name(), Optional.empty(), Optional.empty())));
        }
    }

    /** One look at one builder: the vitals of its last heartbeat decide whether anything is to be done. */
    void watch(Node node, Optional<StoreGate.Standing> standing) {
        Optional<Vitals> vitals = node.vitals();
        if (vitals.isEmpty() || vitals.get().storeTotal() == 0) {
            return;
        }
        StoreGate.State state = standing.map(StoreGate.Standing::state).orElse(StoreGate.State.OK);
        var disk = new StoreMachine.Disk(vitals.get().storeTotal(), vitals.get().storeFree());
        if (disk.percent() < settings.highPercent()) {
            if (state == StoreGate.State.FULL) {
                gate.note(node.id(), StoreGate.State.OK, null);
                LOG.infof("Builder '%s' has room again and gets work.", node.name());
            }
            if (state != StoreGate.State.COLLECTING) {
                return;
            }
        }
        Instant last = standing.flatMap(StoreGate.Standing::collectedAt).orElse(Instant.MIN);
        if (state == StoreGate.State.FULL && last.isAfter(clock.instant().minus(settings.retryAfter()))) {
            return;
        }
        leases.tryTake(lease(node)).ifPresent(lease -> {
            try (lease) {
                makeRoom(node, disk);
            }
        });
    }

    /** Where the collection itself fails, the mark stays: the next look tries again. */
    private void makeRoom(Node node, StoreMachine.Disk disk) {
        gate.note(
                node.id(),
                StoreGate.State.COLLECTING,
                "its disk is " + disk.percent() + " % full and is being collected");
        StoreMachine machine = machine(node);
        long toFree = disk.total() * (100 - settings.targetPercent()) / 100
                - machine.disk().free();
        StoreReport now = machine.preview(new StorePlan.Limits(Optional.empty(), Optional.empty()));
        StoreReport report = machine.collect(
                new StorePlan.Limits(
                        Optional.empty(), Optional.of(Math.max(0, now.storeBytes() - Math.max(0, toFree)))),
                settings.keepOutputsFor());
        said(node, report);
        if (report.diskPercent() < settings.highPercent()) {
            gate.note(node.id(), StoreGate.State.OK, null);
            return;
        }
        String reason = "its disk is " + report.diskPercent() + " % full, above its mark of " + settings.highPercent()
                + " %, although its store was collected";
        gate.note(node.id(), StoreGate.State.FULL, reason);
        LOG.warnf("Builder '%s' gets no work: %s. Make room on it.", node.name(), reason);
    }

    private StorePlan.Limits limits(Optional<Duration> olderThan, Optional<Long> maxBytes) {
        boolean asked = olderThan.isPresent() || maxBytes.isPresent();
        Optional<Long> most = settings.maxBytes().isPresent()
                ? Optional.of(settings.maxBytes().getAsLong())
                : Optional.empty();
        return asked
                ? new StorePlan.Limits(olderThan, maxBytes)
                : new StorePlan.Limits(Optional.of(settings.keep()), most);
    }

    private <T> T alone(Node node, Function<Lease, T> work) {
        try (Lease lease = leases.tryTake(lease(node))
                .orElseThrow(() -> Fault.of(
                        FaultCode.CONFLICT,
                        "Could not work on the store of '" + node.name() + "': it is being collected or optimised.",
                        "Try again in a minute."))) {
            return work.apply(lease);
        }
    }

    private static String lease(Node node) {
        return "store-care:" + node.id();
    }

    private StoreMachine machine(Node node) {
        return new StoreMachine(node.name(), nodes.executor(node.id()), clock, settings.timeout());
    }

    private Node builder(String name) {
        Node node = nodes.require(name);
        if (!node.roles().contains(NodeRole.BUILDER)) {
            throw Fault.of(
                    FaultCode.CONFLICT,
                    "Could not work on the store of '" + name + "': it is no builder.",
                    "List the nodes that there are with: firn nodes");
        }
        return node;
    }

    private List<Node> answering() {
        return nodes.list().stream()
                .filter(node -> node.roles().contains(NodeRole.BUILDER))
                .filter(node -> node.state().takesWork() || node.state() == NodeState.DRAINING)
                .toList();
    }

    private static void said(Node node, StoreReport report) {
        if (report.paths() > 0) {
            LOG.infof("Collected the store of builder '%s': %s.", node.name(), report.summary());
        }
    }

    private static void quietly(Node node, Runnable work) {
        try {
            work.run();
        } catch (Fault fault) {
            LOG.warnf("The store of builder '%s' was not looked after: %s", node.name(), fault.sentence());
        }
    }
}
