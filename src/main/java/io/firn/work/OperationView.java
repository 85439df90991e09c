package io.firn.work;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An operation as callers see it. */
@JsonInclude(JsonInclude.Include.NON_NULL)
record OperationView(
        UUID id,
        String kind,
        String subject,
        OperationState state,
        @Nullable String result,
        @Nullable OperationFault fault,
        Instant createdAt,
        @Nullable Instant finishedAt) {
    /** Why it failed. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record OperationFault(String code, String detail, @Nullable String hint) {}

    static OperationView of(Operation operation) {
        return new OperationView(
                operation.id(),
                operation.kind(),
                operation.subject(),
                operation.state(),
                operation.result().orElse(null),
                operation
                        .faultCode()
                        .map(code -> new OperationFault(
                                code,
                                operation.message().orElse(""),
                                operation.hint().orElse(null)))
                        .orElse(null),
                operation.createdAt(),
                operation.finishedAt().orElse(null));
    }
}
