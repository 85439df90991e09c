package io.firn.pipeline;

import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import io.firn.source.Revision;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One run of an app: its state and what was found on the way. The verbs guard the transitions. */
@Entity
public class Run {
    @Id
    private UUID id;

    @Column(insertable = false, updatable = false)
    private long seq;

    @Column(name = "app_id", updatable = false)
    private UUID appId;

    @Enumerated(EnumType.STRING)
    @Column(updatable = false)
    private RunKind kind;

    @Column(name = "push_id", updatable = false)
    private UUID pushId;

    private String commit;
    private String tree;

    @Enumerated(EnumType.STRING)
    private RunState state;

    private String step;

    @Column(name = "past_return")
    private boolean pastReturn;

    private int attempt;
    private int stuck;

    @Column(name = "cancel_reason")
    private String cancelReason;

    @Column(name = "superseded_by")
    private UUID supersededBy;

    @Column(name = "rollback_to")
    private Integer rollbackTo;

    @Column(name = "with_config")
    private boolean withConfig;

    private boolean unchanged;

    @Column(updatable = false)
    private boolean upgrade;

    private String inputs;
    private String recipe;

    @Column(name = "build_id")
    private UUID buildId;

    @Column(name = "test_build_id")
    private UUID testBuildId;

    private String root;
    private String image;

    @Column(name = "release_number")
    private Integer releaseNumber;

    @Column(name = "fault_code")
    private String faultCode;

    private String fault;
    private String hint;

    @Column(name = "token_id")
    private UUID tokenId;

    @Column(name = "idempotency_key", updatable = false)
    private String idempotencyKey;

    @Column(name = "created_at", updatable = false)
    private Instant createdAt;

    @Column(name = "started_at")
    private Instant startedAt;

    @Column(name = "ended_at")
    private Instant endedAt;

    @Version
    private long version;

    protected Run() {}

    Run(UUID id, UUID appId, RunOrder order, Instant now) {
        this.id = id;
        this.appId = appId;
        this.kind = order.kind();
        this.pushId = order.pushId();
        this.state = RunState.QUEUED;
        Revision revision = order.revision();
        if (revision != null) {
            this.commit = revision.commit();
            this.tree = revision.tree();
        }
        this.rollbackTo = order.rollbackTo();
        this.withConfig = order.config() == RunOrder.Config.OF_THE_RELEASE;
        this.upgrade = order.upgrade();
        this.tokenId = order.tokenId();
        this.idempotencyKey = order.idempotencyKey();
        this.createdAt = now;
    }

    /** Begins it, or goes on with it after a crash. */
    void begin(Instant now) {
        expect(!state.ended(), "begin");
        state = RunState.RUNNING;
        attempt++;
        stuck++;
        if (startedAt == null) {
            startedAt = now;
        }
    }

    /** A step ended: what came before counts no longer against the run. */
    void progressed() {
        stuck = 0;
    }

    void reach(String name, boolean pointOfNoReturn) {
        expect(state == RunState.RUNNING, "go on with");
        step = name;
        pastReturn |= pointOfNoReturn;
    }

    void succeed(Instant now) {
        expect(state == RunState.RUNNING, "end");
        state = RunState.SUCCEEDED;
        endedAt = now;
    }

    void fail(Fault why, Instant now) {
        expect(!state.ended(), "end");
        state = RunState.FAILED;
        faultCode = why.code().name();
        fault = why.getMessage();
        hint = why.hint().orElse(null);
        endedAt = now;
    }

    /** Asks for it to be given up; whoever works on it sees that between and during its steps. */
    boolean askToStop(String reason, @Nullable UUID by) {
        if (state.ended() || pastReturn || cancelReason != null) {
            return false;
        }
        cancelReason = reason;
        supersededBy = by;
        return true;
    }

    void cancelled(Instant now) {
        expect(!state.ended() && cancelReason != null, "cancel");
        state = RunState.CANCELLED;
        endedAt = now;
    }

    private void expect(boolean allowed, String verb) {
        if (!allowed) {
            throw Fault.of(FaultCode.CONFLICT, "Could not " + verb + " run " + id + ": it is " + state + ".");
        }
    }

    void inputs(String digest) {
        inputs = digest;
    }

    void recipe(String digest) {
        recipe = digest;
    }

    void unchanged(int release) {
        unchanged = true;
        releaseNumber = release;
    }

    /** For a rollback, once it is known what comes back. */
    void revision(Revision of) {
        commit = of.commit();
        tree = of.tree();
    }

    void build(UUID id) {
        buildId = id;
    }

    void testBuild(UUID id) {
        testBuildId = id;
    }

    void root(String path) {
        root = path;
    }

    void image(String reference) {
        image = reference;
    }

    void release(int number) {
        releaseNumber = number;
    }

    public UUID id() {
        return id;
    }

    /** Its place in the order of all runs. */
    public long seq() {
        return seq;
    }

    public UUID appId() {
        return appId;
    }

    public RunKind kind() {
        return kind;
    }

    public Optional<UUID> pushId() {
        return Optional.ofNullable(pushId);
    }

    public RunState state() {
        return state;
    }

    /** The step it is at, or ended at. */
    public Optional<String> step() {
        return Optional.ofNullable(step);
    }

    /** Whether the cut-over has begun, after which it is finished rather than given up. */
    public boolean pastReturn() {
        return pastReturn;
    }

    public int attempt() {
        return attempt;
    }

    /** How often it was begun since a step of it ended last. */
    int stuck() {
        return stuck;
    }

    /** What is deployed; empty for other kinds. */
    public Optional<Revision> revision() {
        return commit == null || tree == null ? Optional.empty() : Optional.of(new Revision(commit, tree));
    }

    public Optional<String> cancelReason() {
        return Optional.ofNullable(cancelReason);
    }

    public Optional<UUID> supersededBy() {
        return Optional.ofNullable(supersededBy);
    }

    /** For a rollback: the release whose code comes back. */
    public OptionalInt rollbackTo() {
        return rollbackTo == null ? OptionalInt.empty() : OptionalInt.of(rollbackTo);
    }

    /** For a rollback: whether that release's configuration comes back too. */
    public boolean withConfig() {
        return withConfig;
    }

    /** Whether everything was as the live release has it, so that no new release was made. */
    public boolean isUnchanged() {
        return unchanged;
    }

    /** Digest of all that decides what is built and how it runs. */
    public Optional<String> inputDigest() {
        return Optional.ofNullable(inputs);
    }

    /** Whether it moves the app to what is offered now, rather than build with what the app is locked to. */
    public boolean upgrade() {
        return upgrade;
    }

    /** Digest of what it is built with. */
    public Optional<String> recipe() {
        return Optional.ofNullable(recipe);
    }

    public Optional<UUID> buildId() {
        return Optional.ofNullable(buildId);
    }

    /** The build that is the test of it, where its plan has one. */
    public Optional<UUID> testBuildId() {
        return Optional.ofNullable(testBuildId);
    }

    /** Store path of what was built. */
    public Optional<String> root() {
        return Optional.ofNullable(root);
    }

    public Optional<String> image() {
        return Optional.ofNullable(image);
    }

    /** The release that it made, or the live one where nothing changed. */
    public OptionalInt releaseNumber() {
        return releaseNumber == null ? OptionalInt.empty() : OptionalInt.of(releaseNumber);
    }

    public Optional<String> faultCode() {
        return Optional.ofNullable(faultCode);
    }

    public Optional<String> faultMessage() {
        return Optional.ofNullable(fault);
    }

    public Optional<String> hint() {
        return Optional.ofNullable(hint);
    }

    public Instant createdAt() {
        return createdAt;
    }

    public Optional<Instant> startedAt() {
        return Optional.ofNullable(startedAt);
    }

    public Optional<Instant> endedAt() {
        return Optional.ofNullable(endedAt);
    }
}
