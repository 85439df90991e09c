package io.firn.build;

/** Where a build is in its life. */
public enum BuildState {
    /** Asked for; no builder has it yet. */
    QUEUED,
    /** A builder has it, or had it and the next is looked for. */
    BUILDING,
    /** Its output was built, or had been before. */
    SUCCEEDED,
    /** It ended without an output; the reason says why. */
    FAILED,
    /** Somebody did not want it any more. */
    CANCELLED;

    /** Whether nothing more will happen to it. */
    public boolean ended() {
        return this == SUCCEEDED || this == FAILED || this == CANCELLED;
    }
}
