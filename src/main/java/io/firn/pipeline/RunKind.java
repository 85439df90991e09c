package io.firn.pipeline;

/** What a run is for. */
public enum RunKind {
    /** A commit becomes a release that serves. */
    DEPLOY,
    /** An earlier release's code serves again, as a new release. */
    ROLLBACK,
    /** All that the app has is removed. */
    DESTROY
}
