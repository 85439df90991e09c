package io.firn.pipeline;

/** Where a run stands. */
public enum RunState {
    /** Written, not begun: by a push or a call. */
    QUEUED,
    /** Begun by whoever holds the app's lease; after a crash the next holder goes on with it. */
    RUNNING,
    /** Its last step is done. */
    SUCCEEDED,
    /** A step failed; what served before serves on. */
    FAILED,
    /** Superseded by a newer run, or cancelled by its owner, before the cut-over. */
    CANCELLED;

    /** Whether nothing will happen to it any more. */
    public boolean ended() {
        return this == SUCCEEDED || this == FAILED || this == CANCELLED;
    }
}
