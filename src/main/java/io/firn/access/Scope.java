package io.firn.access;

/** What a token allows. */
public enum Scope {
    /** Everything in the installation. */
    ADMIN,
    /** Read apps, builds, releases and logs of the org. */
    APPS_READ,
    /** Create, change and delete apps of the org. */
    APPS_WRITE,
    /** Push, deploy and roll back apps of the org. */
    DEPLOY,
    /** See and change nodes. */
    NODES,
    /** Read from the binary cache. */
    CACHE_READ,
    /** Upload to the binary cache. */
    CACHE_WRITE,
    /** Fetch sources that a lock file names. */
    SOURCES_READ,
    /** Pull images. */
    IMAGE_PULL,
    /** Read the metrics of the installation. */
    METRICS,
    /** Speak for a node. */
    NODE_AGENT;
}
