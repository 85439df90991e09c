package io.firn.app;

/** Where an app is in its life. */
public enum AppState {
    /** From its creation on: takes pushes, serves releases. */
    ACTIVE,
    /** Somebody asked for its end; what it has is being removed, and no push is taken any more. */
    DELETING
}
