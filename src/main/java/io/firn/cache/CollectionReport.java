package io.firn.cache;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What one collection did.
 *
 * @param expiredRoots roots whose time was over
 * @param paths paths that were deleted
 * @param narBytes bytes of their NARs, unpacked
 * @param fileBytes bytes of their blobs
 * @param blobs blobs that were deleted, of paths and of unfinished uploads
 * @param abandoned blobs of uploads that were never finished
 * @param reason why it was stopped, where it was
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CollectionReport(
        UUID id,
        State state,
        Instant startedAt,
        @Nullable Instant endedAt,
        long expiredRoots,
        long paths,
        long narBytes,
        long fileBytes,
        long blobs,
        long abandoned,
        @Nullable String reason) {

    /** Where a collection is. */
    public enum State {
        /** It runs, or the process that ran it was killed: the next one goes on. */
        RUNNING,
        /** It came to its end. */
        DONE,
        /** It was stopped by a fault or because another process took it over. */
        STOPPED
    }

    static CollectionReport begun(UUID id, Instant now) {
        return new CollectionReport(id, State.RUNNING, now, null, 0, 0, 0, 0, 0, 0, null);
    }

    CollectionReport expired(long more) {
        return more(more, 0, 0, 0, 0, 0);
    }

    CollectionReport unlinked(long morePaths, long moreNarBytes, long moreFileBytes) {
        return more(0, morePaths, moreNarBytes, moreFileBytes, 0, 0);
    }

    CollectionReport deleted(long more) {
        return more(0, 0, 0, 0, more, 0);
    }

    CollectionReport gaveUp(long more) {
        return more(0, 0, 0, 0, 0, more);
    }

    private CollectionReport more(
            long moreRoots, long morePaths, long moreNarBytes, long moreFileBytes, long moreBlobs, long moreAbandoned) {
        return new CollectionReport(
                id,
                state,
                startedAt,
                endedAt,
                expiredRoots + moreRoots,
                paths + morePaths,
                narBytes + moreNarBytes,
                fileBytes + moreFileBytes,
                blobs + moreBlobs,
                abandoned + moreAbandoned,
                reason);
    }

    CollectionReport ended(State end, Instant now, @Nullable String why) {
        return new CollectionReport(
                id, end, startedAt, now, expiredRoots, paths, narBytes, fileBytes, blobs, abandoned, why);
    }
}
