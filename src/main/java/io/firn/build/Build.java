package io.firn.build;

import io.firn.farm.BuildWish;
import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import io.firn.nix.NarHash;
import io.firn.nix.StorePath;
import io.firn.schedule.Lane;
import io.firn.schedule.Owner;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One build of one flake for one app. */
@Entity
public class Build {
    @Id
    private UUID id;

    private UUID appId;
    private String flakeKey;
    private String attr;
    private String system;

    @Enumerated(EnumType.STRING)
    private BuildState state;

    private int attempt;
    private @Nullable UUID nodeId;
    private @Nullable String outPath;
    private @Nullable String narHash;
    private @Nullable Integer exitCode;
    private String branch;

    @Enumerated(EnumType.STRING)
    private Lane lane;

    private int priority;
    private String features;
    private long memoryFloor;
    private @Nullable String reason;
    private boolean skipped;
    private boolean cancelAsked;
    private long logBytes;
    private Instant createdAt;
    private @Nullable Instant startedAt;
    private @Nullable Instant endedAt;

    @Version
    private long version;

    protected Build() {}

    Build(UUID id, UUID appId, BuildRequest request, Instant now) {
        this.id = id;
        this.appId = appId;
        this.flakeKey = request.flakeKey();
        this.attr = request.attr();
        this.system = request.system();
        this.branch = request.branch();
        this.lane = request.lane();
        this.priority = request.priority();
        this.features = String.join(" ", request.features());
        this.state = BuildState.QUEUED;
        this.createdAt = now;
    }

    /** A builder has this attempt of it. */
    void given(int number, UUID node, Instant now) {
        expectRunning("give to a builder");
        state = BuildState.BUILDING;
        attempt = number;
        nodeId = node;
        startedAt = startedAt == null ? now : startedAt;
    }

    /** Its output is there. */
    void succeed(StorePath out, Instant now) {
        expectRunning("end");
        state = BuildState.SUCCEEDED;
        outPath = out.toString();
        exitCode = 0;
        reason = null;
        endedAt = now;
    }

    /** Nothing had to be built. */
    void skip(Build earlier, String why, Instant now) {
        expectRunning("skip");
        state = BuildState.SUCCEEDED;
        outPath = earlier.outPath;
        narHash = earlier.narHash;
        nodeId = earlier.nodeId;
        skipped = true;
        reason = why;
        endedAt = now;
    }

    /** It ended without an output. */
    void fail(@Nullable Integer exit, String why, Instant now) {
        expectRunning("end");
        state = BuildState.FAILED;
        exitCode = exit;
        reason = why;
        endedAt = now;
    }

    /** It was ended for want of memory, and is built again with more. */
    void needsMemory(long bytes) {
        expectRunning("build again");
        memoryFloor = Math.max(memoryFloor, bytes);
    }

    /** Nobody wants it any more. Whether that is news. */
    boolean askCancel() {
        if (state.ended() || cancelAsked) {
            return false;
        }
        cancelAsked = true;
        return true;
    }

    /** Nothing of it runs any more, as somebody wished. */
    void cancel(Instant now) {
        expectRunning("cancel");
        state = BuildState.CANCELLED;
        reason = "cancelled";
        endedAt = now;
    }

    /** What the output's content was found to be, once it was read. */
    void verified(NarHash hash) {
        narHash = hash.base32();
    }

    private void expectRunning(String verb) {
        if (state.ended()) {
            throw Fault.of(
                    FaultCode.CONFLICT, "Could not " + verb + " the build " + id + ": it has ended (" + state + ").");
        }
    }

    /** Id; never changes. */
    public UUID id() {
        return id;
    }

    /** The app it is for. */
    public UUID appId() {
        return appId;
    }

    /** What is built, as a hash of the whole flake: equal keys give equal outputs. */
    public String flakeKey() {
        return flakeKey;
    }

    /** The attribute of the flake. */
    public String attr() {
        return attr;
    }

    /** What it is built for. */
    public String system() {
        return system;
    }

    /** What it wants of the farm, as its next attempt. */
    BuildWish wish(UUID orgId, int number) {
        return new BuildWish(
                id,
                number,
                new Owner(orgId, appId, branch),
                lane,
                priority,
                system,
                features.isEmpty() ? new TreeSet<>() : new TreeSet<>(List.of(features.split(" "))),
                memoryFloor,
                createdAt);
    }

    /** Bytes of memory that it is known to need; 0 where nothing is known. */
    public long memoryFloor() {
        return memoryFloor;
    }

    /**
     * What the app's next build is to be given: as much as this one had to be, or less where that turned out to be far too much.
     *
     * @param peak what it had at its peak; 0 where that is not known
     */
    long memoryStillNeeded(long peak) {
        long needed = memoryFloor;
        while (peak > 0 && needed / 2 >= peak + peak / 2) {
            needed /= 2;
        }
        return needed;
    }

    /** Where it is in its life. */
    public BuildState state() {
        return state;
    }

    /** Number of the present or last attempt; 0 before the first. */
    public int attempt() {
        return attempt;
    }

    /** The builder that has it or had it last. */
    public Optional<UUID> nodeId() {
        return Optional.ofNullable(nodeId);
    }

    /** What was built. */
    public Optional<StorePath> out() {
        return Optional.ofNullable(outPath).map(StorePath::parse);
    }

    /** Hash of what was built, once it was read. */
    public Optional<NarHash> narHash() {
        return Optional.ofNullable(narHash).map(NarHash::parse);
    }

    /** Exit status of the last attempt. */
    public OptionalInt exitCode() {
        return exitCode == null ? OptionalInt.empty() : OptionalInt.of(exitCode);
    }

    /** Why it failed, was cancelled or was skipped. */
    public Optional<String> reason() {
        return Optional.ofNullable(reason);
    }

    /** Whether an earlier build's output was taken. */
    public boolean skipped() {
        return skipped;
    }

    /** Whether somebody wants it cancelled. */
    public boolean cancelAsked() {
        return cancelAsked;
    }

    /** Size of its log. */
    public long logBytes() {
        return logBytes;
    }

    /** When it was asked for. */
    public Instant createdAt() {
        return createdAt;
    }

    /** When the first builder got it. */
    public Optional<Instant> startedAt() {
        return Optional.ofNullable(startedAt);
    }

    /** When it ended. */
    public Optional<Instant> endedAt() {
        return Optional.ofNullable(endedAt);
    }
}
