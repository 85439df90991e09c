package io.firn.cache;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One reading back of all blobs.
 *
 * @param id which one
 * @param state whether it goes on
 * @param startedAt when it began
 * @param endedAt when it ended, or null while it runs
 * @param paths paths read so far
 * @param bytes packed bytes read so far
 * @param broken paths whose bytes were broken
 * @param healed those of them whose bytes came anew
 * @param reason why it was stopped
 */
public record ScrubReport(
        UUID id,
        State state,
        Instant startedAt,
        @Nullable Instant endedAt,
        long paths,
        long bytes,
        long broken,
        long healed,
        @Nullable String reason) {
    /** Whether a scrub goes on. */
    public enum State {
        RUNNING,
        DONE,
        /** It could not go on; the next one goes on from there. */
        STOPPED
    }
}
