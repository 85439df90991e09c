package io.firn.deploy;

import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Version;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One release on its way onto the target and off it again. */
@Entity
public class Rollout {
    @Id
    private UUID id;

    private UUID appId;
    private int release;

    @Enumerated(EnumType.STRING)
    private RolloutState state;

    private @Nullable Instant keepUntil;
    private @Nullable String reason;
    private Instant createdAt;
    private Instant updatedAt;

    @Version
    private long version;

    protected Rollout() {}

    Rollout(UUID id, UUID appId, int release, Instant now) {
        this.id = id;
        this.appId = appId;
        this.release = release;
        this.state = RolloutState.STARTING;
        this.createdAt = now;
        this.updatedAt = now;
    }

    /** Its instances are being started, for the first time or again. */
    void start(Instant now) {
        enter(RolloutState.STARTING, now);
        reason = null;
    }

    /** Somebody wants it now: it is not stopped for a while, however long it was warm. */
    void touch(Instant now, Duration safe) {
        updatedAt = now;
        if (keepUntil != null && keepUntil.isBefore(now.plus(safe))) {
            keepUntil = now.plus(safe);
        }
    }

    /** It answers. */
    void ready(Instant now) {
        enter(RolloutState.READY, now);
    }

    /** It has the traffic from now on. */
    void live(Instant now) {
        enter(RolloutState.LIVE, now);
        keepUntil = null;
    }

    /** It lost the traffic and runs on for a while. */
    void warm(Instant now, Duration keep) {
        enter(RolloutState.WARM, now);
        keepUntil = now.plus(keep);
    }

    /** Nobody will want it back: its warm time is over. */
    void cool(Instant now) {
        if (keepUntil != null && keepUntil.isAfter(now)) {
            keepUntil = now;
        }
    }

    /** It did not come up. */
    void fail(Instant now, String why) {
        enter(RolloutState.FAILED, now);
        reason = why;
    }

    /** Nothing of it runs any more. */
    void retire(Instant now) {
        enter(RolloutState.RETIRED, now);
        keepUntil = null;
    }

    private void enter(RolloutState next, Instant now) {
        if (!next.from().contains(state)) {
            throw Fault.of(
                    FaultCode.CONFLICT,
                    "Could not make v" + release + " " + next + ": it is " + state + ".",
                    "Look at `firn releases` and try again.");
        }
        state = next;
        updatedAt = now;
    }

    /** App. */
    public UUID appId() {
        return appId;
    }

    /** Release number. */
    public int release() {
        return release;
    }

    /** Where it is. */
    public RolloutState state() {
        return state;
    }

    /** Until when it is kept warm. */
    public Optional<Instant> keepUntil() {
        return Optional.ofNullable(keepUntil);
    }

    /** Why it failed. */
    public Optional<String> reason() {
        return Optional.ofNullable(reason);
    }

    /** When it was first begun. */
    public Instant createdAt() {
        return createdAt;
    }

    /** When it came to its state. */
    public Instant updatedAt() {
        return updatedAt;
    }
}
