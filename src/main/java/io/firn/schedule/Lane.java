package io.firn.schedule;

/** What a build is for; the order of the constants is the order of the lanes. */
public enum Lane {
    /** Somebody waits for it: deploys. */
    INTERACTIVE,
    /** Nobody stands beside it: rebuilds, branches that are only checked. */
    BATCH
}
