package io.firn.source;

import java.io.IOException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Where accepted pushes are written down. */
interface PushLog {

    /** How a push came. */
    enum Via {
        /** By the git door. */
        GIT,
        /** As an archive. */
        ARCHIVE,
        /** Found by comparing the branch with the rows: the service died between the two. */
        RECONCILED
    }

    /**
     * What is to be written.
     *
     * @param oldCommit where the branch was; null for a first push
     * @param tokenId who pushed; null where nobody knows
     */
    record NewPush(
            UUID appId, String ref, @Nullable String oldCommit, Revision revision, @Nullable UUID tokenId, Via via) {}

    /** Moves the branch. */
    @FunctionalInterface
    interface Move {
        /** False where the branch was moved by somebody else meanwhile. */
        boolean run() throws IOException;
    }

    /**
     * Moves the branch and writes the row, one push of an app at a time, so that the newest row is always the branch's head.
     * Returns null where the move was not made.
     */
    @Nullable UUID record(NewPush push, Move move) throws IOException;
}
