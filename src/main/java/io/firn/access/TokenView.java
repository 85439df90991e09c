package io.firn.access;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A token as callers see it: all but the secret. */
@JsonInclude(JsonInclude.Include.NON_NULL)
record TokenView(
        UUID id,
        String begins,
        String name,
        List<Scope> scopes,
        Instant createdAt,
        @Nullable Instant expiresAt,
        @Nullable Instant revokedAt,
        @Nullable Instant lastUsedAt,
        @Nullable String onlyFor) {
    static TokenView of(Token token) {
        return new TokenView(
                token.id(),
                token.begins(),
                token.name(),
                token.scopes().stream().sorted().toList(),
                token.createdAt(),
                token.expiresAt().orElse(null),
                token.revokedAt().orElse(null),
                token.lastUsedAt().orElse(null),
                token.onlyFor().orElse(null));
    }
}
