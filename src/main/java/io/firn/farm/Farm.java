package io.firn.farm;

import io.firn.exec.OutputSink;
import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import io.firn.nix.NixServe;
import io.firn.nix.PathInfo;
import io.firn.nix.StorePath;
import io.firn.node.Node;
import io.firn.node.NodeState;
import io.firn.node.Nodes;
import io.firn.schedule.Machine;
import io.firn.schedule.Waiting;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * The builders together: who takes an attempt, and the way to what was built. Work on a builder is a unit there that outlives
 * this process; everything here may be called again after a restart, and finds what is there.
 */
@ApplicationScoped
public class Farm {
    private final JobRows rows;
    private final Nodes nodes;
    private final Queue queue;
    private final Memories memories;
    private final BuilderSource source;
    private final FarmSettings settings;
    private final StoreSettings storeSettings;
    private final Clock clock;
    private final Supplier<UUID> ids;

    Farm(
            JobRows rows,
            Nodes nodes,
            Queue queue,
            Memories memories,
            BuilderSource source,
            FarmSettings settings,
            StoreSettings storeSettings,
            Clock clock,
            Supplier<UUID> ids) {
        this.rows = rows;
        this.nodes = nodes;
        this.queue = queue;
        this.memories = memories;
        this.source = source;
        this.settings = settings;
        this.storeSettings = storeSettings;
        this.clock = clock;
        this.ids = ids;
    }

    /** Puts an attempt into the queue, within the caller's transaction; what is there or was given stays as it is. */
    @Transactional
    public void queue(BuildWish wish) {
        if (job(wish.buildId(), wish.attempt()).isEmpty()) {
            queue.add(wish);
        }
    }

    /** Gives slots to builds that wait. Not inside a transaction of the caller's. */
    public void plan() {
        queue.plan();
    }

    /** Takes a build out of the queue, within the caller's transaction. */
    @Transactional
    public void withdraw(UUID buildId) {
        queue.remove(buildId);
    }

    /**
     * Takes up the slot that an attempt was given, within the caller's transaction: the intent stands before anything is done
     * there. Asking again gives the same answer; empty while it waits.
     *
     * @param logBase where in the build's log this attempt's begins
     */
    @Transactional
    public Optional<Assignment.Given> take(UUID buildId, int attempt, long logBase) {
        Optional<JobRow> known = rows.ofBuild(buildId).stream()
                .filter(row -> row.job().attempt() == attempt)
                .findFirst();
        if (known.isPresent()) {
            return Optional.of(given(known.get()));
        }
        return queue.take(buildId, attempt).map(placed -> {
            var job = new BuilderJob(buildId, attempt, placed.nodeId());
            var row = new JobRow(ids.get(), job, placed, logBase, clock.instant());
            rows.persist(row);
            return given(row);
        });
    }

    /** Bytes of memory that builds may have on a builder; {@code Long.MAX_VALUE} where that is unknown. */
    public long memory(UUID nodeId) {
        return machines().stream()
                .filter(machine -> machine.id().equals(nodeId))
                .mapToLong(Machine::memory)
                .findFirst()
                .orElse(Long.MAX_VALUE);
    }

    /** Bytes of memory that a build may have on the builder for the system that has most; 0 where there is no builder. */
    public long mostMemory(String system) {
        return machines().stream()
                .filter(machine -> machine.systems().contains(system))
                .mapToLong(Machine::memory)
                .max()
                .orElse(0);
    }

    private List<Machine> machines() {
        return Machines.of(nodes.list(), Map.of(), Map.of(), Map.of());
    }

    /** Bytes of memory that a build had at its peak when it ended well; 0 where that is not known (any more). */
    @Transactional
    public long memoryPeak(UUID buildId) {
        return memories.peak(buildId);
    }

    /** Why a build waits. Not inside a transaction of the caller's. */
    public Optional<Waiting> why(UUID buildId) {
        return queue.why(buildId);
    }

    /** Why a build waits, as an answer to whoever works on it; empty where it is about to get its slot. */
    public Optional<Assignment> refusal(UUID buildId, String system) {
        return why(buildId).map(waiting -> Refusal.of(nodes.list(), waiting, system));
    }

    private Assignment.Given given(JobRow row) {
        String name = nodes.find(row.job().nodeId()).map(Node::name).orElse("a builder that was removed");
        return new Assignment.Given(row.job(), row.logBase(), name);
    }

    /** This installation's address as a build sees it that resolves dependencies. */
    public String recorder() {
        return Relay.of("any", source.settings())
                .map(relay -> Relay.ADDRESS)
                .orElseThrow(() -> Fault.of(
                        FaultCode.UNSUPPORTED,
                        "Could not resolve dependencies: builders do not reach this installation by a plain http address.",
                        "Set firn.node-url to one, or carry firn.deps.json in the repository."));
    }

    /** Whether the job runs on its builder or ran there, as whoever began it may not have lived to tell. */
    public boolean begun(BuilderJob job) {
        return machine(job.nodeId()).begun(job);
    }

    /** Starts the job unless it was started before. */
    public void start(BuilderJob job, BuildOrder order) {
        BuilderMachine machine = machine(job.nodeId());
        machine.put(order.paths());
        machine.start(job, order, source.settings());
    }

    /**
     * Hands on the job's log from a byte on until it has ended. A lost connection is made again and the log goes on where it
     * stopped, until the builder was away for too long.
     */
    public JobEnd follow(BuilderJob job, long offset, BuildLimits limits, OutputSink sink) {
        return new Following(job, limits, sink, settings, clock, () -> machine(job.nodeId())).from(offset);
    }

    /** Stops the job with all that belongs to it; where it was not started it can no longer be. */
    public JobStatus cancel(BuilderJob job) {
        return machine(job.nodeId()).stop(job);
    }

    /** The slot is free again: nothing of the job runs any more. */
    @Transactional
    public void ended(BuilderJob job) {
        rows.of(job).ifPresent(row -> {
            if (row.state() == JobRow.State.ASSIGNED) {
                memories.charge(row, clock.instant());
            }
            row.end(clock.instant());
        });
    }

    /**
     * The slot is free again, and what the job took is remembered: the next of its app is placed by it.
     *
     * @param status how it ended, well
     */
    @Transactional
    public void succeeded(BuilderJob job, UUID appId, JobStatus status) {
        rows.of(job).ifPresent(row -> memories.keep(row, appId, status, clock.instant()));
        ended(job);
        nodes.worked(job.nodeId());
    }

    /** A builder has what a build of the app leads to: so many bytes that another would have to fetch. */
    @Transactional
    public void holds(UUID nodeId, UUID appId, long bytes) {
        memories.holds(nodeId, appId, bytes, clock.instant());
    }

    /** The builder was lost; should it come back, what runs there is stopped. */
    @Transactional
    public void giveUp(BuilderJob job, String why) {
        rows.of(job).ifPresent(row -> {
            if (row.state() == JobRow.State.ASSIGNED) {
                memories.charge(row, clock.instant());
            }
            row.giveUp(why, clock.instant());
        });
    }

    /** What a job built and all that it refers to, references first. */
    public List<PathInfo> pathInfos(BuilderJob job) {
        return machine(job.nodeId()).closure(job);
    }

    /** A path on a builder and all that it refers to, references first. */
    public List<PathInfo> pathInfos(UUID nodeId, StorePath root) {
        return machine(nodeId).closure(root);
    }

    /** Hands on the NAR of one path. */
    public void dump(UUID nodeId, StorePath path, OutputSink sink) {
        machine(nodeId).dump(path, sink);
    }

    /** Hands on the NARs of several paths in their order, over one channel. */
    public void export(UUID nodeId, List<PathInfo> infos, NixServe.NarSink sink) {
        machine(nodeId).export(infos, sink);
    }

    /** What a derivation was built from, as far as the builder has it: outputs only, references first. */
    public List<PathInfo> builtFrom(UUID nodeId, StorePath derivation) {
        return machine(nodeId).builtFrom(derivation);
    }

    /** How a builder came to have what a derivation stands on. */
    public Provenance provenance(UUID nodeId, StorePath derivation) {
        return machine(nodeId).provenance(derivation);
    }

    /** Keeps what was built in the builder's store, as one of the app's newest outputs. */
    public void keepOutput(BuilderJob job, UUID appId) {
        machine(job.nodeId()).keepOutput(job, appId, storeSettings.keepOutputs());
    }

    /**
     * A builder that answers made nothing usable of a job: after several in a row it gets no new work for a while.
     *
     * @param why what it did, for people, to stand after a colon
     */
    public void spoiled(BuilderJob job, String why) {
        nodes.spoiled(job.nodeId(), why);
    }

    /** What was built is kept elsewhere now: the builder may let go of it and of the job's log. */
    public void forget(BuilderJob job) {
        machine(job.nodeId()).forget(job);
    }

    /** The attempt with that number, where it was given to a builder. */
    @Transactional
    public Optional<BuilderJob> job(UUID buildId, int attempt) {
        return rows.ofBuild(buildId).stream()
                .map(JobRow::job)
                .filter(job -> job.attempt() == attempt)
                .findFirst();
    }

    /** Whether that attempt holds its slot: it was given to a builder, and neither ended nor given up. */
    @Transactional
    public boolean open(UUID buildId, int attempt) {
        return rows.ofBuild(buildId).stream()
                .anyMatch(row -> row.job().attempt() == attempt && row.state() == JobRow.State.ASSIGNED);
    }

    /** What a builder is called. */
    public Optional<String> builderName(UUID nodeId) {
        return nodes.find(nodeId).map(Node::name);
    }

    private BuilderMachine machine(UUID nodeId) {
        return new BuilderMachine(nodes.executor(nodeId));
    }

    /** For attempts that nobody waits for any more. */
    @Transactional
    List<BuilderJob> givenUp() {
        return rows.givenUp().stream().map(JobRow::job).toList();
    }

    /** Whether the builder answers now. */
    boolean reachable(BuilderJob job) {
        return nodes.find(job.nodeId())
                .map(node -> node.state().takesWork() || node.state() == NodeState.DRAINING)
                .orElse(false);
    }

    /** Whether there is such a builder at all. */
    boolean known(BuilderJob job) {
        return nodes.find(job.nodeId()).isPresent();
    }
}
