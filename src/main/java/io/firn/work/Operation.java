package io.firn.work;

import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Long work that somebody asked for, as they can ask after it. It says how far things are; the work itself is elsewhere. */
@Entity
public class Operation {
    @Id
    private UUID id;

    private UUID orgId;
    private String kind;
    private String subject;

    @Enumerated(EnumType.STRING)
    private OperationState state;

    private @Nullable String result;
    private @Nullable String faultCode;
    private @Nullable String message;
    private @Nullable String hint;
    private Instant createdAt;
    private @Nullable Instant finishedAt;

    @Version
    private long version;

    protected Operation() {}

    Operation(UUID id, UUID orgId, String kind, String subject, Instant now) {
        this.id = id;
        this.orgId = orgId;
        this.kind = kind;
        this.subject = subject;
        this.state = OperationState.RUNNING;
        this.createdAt = now;
    }

    /** Ends well; a second time changes nothing, so that a step that is repeated after a crash may say it again. */
    void succeed(@Nullable String newResult, Instant now) {
        if (end(OperationState.SUCCEEDED, now)) {
            result = newResult;
        }
    }

    /** Ends with a fault; a second time changes nothing. */
    void fail(Fault fault, Instant now) {
        if (end(OperationState.FAILED, now)) {
            faultCode = fault.code().name();
            message = fault.getMessage();
            hint = fault.hint().orElse(null);
        }
    }

    private boolean end(OperationState end, Instant now) {
        if (state == end) {
            return false;
        }
        if (state != OperationState.RUNNING) {
            throw Fault.of(
                    FaultCode.CONFLICT,
                    "Could not end the operation '" + id + "' as " + end + ": it is " + state + ".");
        }
        state = end;
        finishedAt = now;
        return true;
    }

    /** Id. */
    public UUID id() {
        return id;
    }

    /** Where it stands. */
    public OperationState state() {
        return state;
    }

    UUID orgId() {
        return orgId;
    }

    String kind() {
        return kind;
    }

    String subject() {
        return subject;
    }

    Optional<String> result() {
        return Optional.ofNullable(result);
    }

    Optional<String> faultCode() {
        return Optional.ofNullable(faultCode);
    }

    Optional<String> message() {
        return Optional.ofNullable(message);
    }

    Optional<String> hint() {
        return Optional.ofNullable(hint);
    }

    Instant createdAt() {
        return createdAt;
    }

    Optional<Instant> finishedAt() {
        return Optional.ofNullable(finishedAt);
    }
}
