package io.firn.pipeline;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One step of one run, for people: where it stands, why it was skipped, how long it took. */
@Entity
@Table(name = "run_step")
@IdClass(RunStep.Key.class)
public class RunStep {
    @Id
    @Column(name = "run_id")
    private UUID runId;

    @Id
    private String name;

    private int position;
    private int attempt;

    @Enumerated(EnumType.STRING)
    private StepState state;

    private String reason;
    private String detail;

    @Column(name = "started_at")
    private Instant startedAt;

    @Column(name = "ended_at")
    private Instant endedAt;

    /** The primary key. */
    public record Key(UUID runId, String name) implements Serializable {}

    protected RunStep() {}

    RunStep(UUID runId, String name, int position, int attempt, Instant now) {
        this.runId = runId;
        this.attempt = attempt;
        this.name = name;
        this.position = position;
        this.state = StepState.RUNNING;
        this.startedAt = now;
    }

    /** Goes on with it after a crash. */
    void again() {
        if (state != StepState.DONE && state != StepState.SKIPPED) {
            state = StepState.RUNNING;
            endedAt = null;
        }
    }

    /**
     * What an earlier attempt of the same run left to be found was done, not skipped. False where it had ended before: the
     * run only came by again.
     */
    boolean end(StepState how, @Nullable String why, int attemptNow, Instant now) {
        if (state != StepState.RUNNING) {
            return false;
        }
        boolean ours = how == StepState.SKIPPED && attempt < attemptNow;
        state = ours ? StepState.DONE : how;
        reason = ours ? null : why;
        endedAt = now;
        return true;
    }

    void say(String text) {
        detail = text;
    }

    public String name() {
        return name;
    }

    public int position() {
        return position;
    }

    public StepState state() {
        return state;
    }

    /** Why it was skipped. */
    public Optional<String> reason() {
        return Optional.ofNullable(reason);
    }

    /** What came of it, in one line. */
    public Optional<String> detail() {
        return Optional.ofNullable(detail);
    }

    public Instant startedAt() {
        return startedAt;
    }

    public Optional<Instant> endedAt() {
        return Optional.ofNullable(endedAt);
    }
}
