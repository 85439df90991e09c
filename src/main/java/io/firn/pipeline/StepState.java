package io.firn.pipeline;

/** Where a step of a run stands. A step without a row has not been reached. */
public enum StepState {
    /** Begun. */
    RUNNING,
    /** Its effect is there, made by this run. */
    DONE,
    /** Its effect was there already; the row says why. */
    SKIPPED,
    /** It could not be done; the run's fault says why. */
    FAILED,
    /** It was given up because the run was. */
    CANCELLED
}
