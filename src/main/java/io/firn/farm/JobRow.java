package io.firn.farm;

import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One attempt of a build on one builder, as the database knows it. */
@Entity
@Table(name = "builder_job")
class JobRow {
    /** Where an attempt is. */
    enum State {
        /** It was given to a builder and holds a slot there. Entered before anything is done there. */
        ASSIGNED,
        /** It is over, and nothing of it runs. */
        ENDED,
        /** Its builder was lost; should the builder come back, what runs there is stopped. */
        GIVEN_UP
    }

    @Id
    private UUID id;

    private UUID buildId;
    private int attempt;
    private UUID nodeId;

    @Enumerated(EnumType.STRING)
    private State state;

    private @Nullable String reason;
    private long logBase;
    private double seconds;
    private long memory;
    private Instant assignedAt;
    private @Nullable Instant endedAt;

    @Version
    private long version;

    protected JobRow() {}

    /** @param placed the slot that it takes up */
    JobRow(UUID id, BuilderJob job, QueueTable.Placed placed, long logBase, Instant now) {
        this.id = id;
        this.buildId = job.buildId();
        this.attempt = job.attempt();
        this.nodeId = job.nodeId();
        this.state = State.ASSIGNED;
        this.seconds = placed.seconds();
        this.memory = placed.memory();
        this.logBase = logBase;
        this.assignedAt = now;
    }

    /** It is over on its builder too. */
    void end(Instant now) {
        state = State.ENDED;
        endedAt = now;
    }

    /** Its builder does not answer, so another attempt may begin elsewhere. */
    void giveUp(String why, Instant now) {
        if (state == State.ASSIGNED) {
            state = State.GIVEN_UP;
            reason = why;
            endedAt = now;
        }
    }

    /** Predicted seconds on a machine of speed 1. */
    double seconds() {
        return seconds;
    }

    /** Bytes of memory that were set aside for it. */
    long memory() {
        return memory;
    }

    BuilderJob job() {
        return new BuilderJob(buildId, attempt, nodeId);
    }

    State state() {
        return state;
    }

    long logBase() {
        return logBase;
    }

    Optional<String> reason() {
        return Optional.ofNullable(reason);
    }

    /** When it was given to its builder. */
    Instant assignedAt() {
        return assignedAt;
    }

    /** When it ended or was given up. */
    Optional<Instant> endedAt() {
        return Optional.ofNullable(endedAt);
    }
}
