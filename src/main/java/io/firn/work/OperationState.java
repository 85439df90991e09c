package io.firn.work;

/** Where long work stands. */
public enum OperationState {
    /** Begun; goes on over restarts of the service. */
    RUNNING,
    /** Ended as asked. */
    SUCCEEDED,
    /** Ended with a fault. */
    FAILED
}
