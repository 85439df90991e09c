package io.firn.build;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A build as callers see it.
 *
 * @param what {@code app}, or {@code test} for the test of one
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record BuildView(
        UUID id,
        String what,
        BuildState state,
        int attempt,
        @Nullable String builder,
        @Nullable String out,
        @Nullable String narHash,
        @Nullable Integer exitCode,
        @Nullable String reason,
        boolean skipped,
        long logBytes,
        Instant createdAt,
        @Nullable Instant startedAt,
        @Nullable Instant endedAt) {

    static BuildView of(Build build, @Nullable String builder) {
        return new BuildView(
                build.id(),
                build.attr().endsWith(".test") ? "test" : "app",
                build.state(),
                build.attempt(),
                builder,
                build.out().map(Object::toString).orElse(null),
                build.narHash().map(Object::toString).orElse(null),
                build.exitCode().isPresent() ? build.exitCode().getAsInt() : null,
                build.reason().orElse(null),
                build.skipped(),
                build.logBytes(),
                build.createdAt(),
                build.startedAt().orElse(null),
                build.endedAt().orElse(null));
    }
}
