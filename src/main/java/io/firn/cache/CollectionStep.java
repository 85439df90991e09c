package io.firn.cache;

/**
 * What a collection does, in its order; the middle three are repeated batch by batch. Each step is a transaction or can be
 * done again, so a process may be killed before and after any of them: the next collection goes on from what it finds.
 */
enum CollectionStep {
    /** Roots whose time is over are given up. One transaction. */
    EXPIRE_ROOTS,
    /** Blobs of uploads that were never finished are noted as dead. One transaction a batch. */
    ABANDON_UPLOADS,
    /** Paths that nothing refers to and no root names lose their rows, and their blobs are noted as dead. One transaction. */
    UNLINK,
    /** Dead blobs are deleted from the store. They are noted still, so that those that are left are found. */
    DELETE_BLOBS,
    /** What was noted of deleted blobs is forgotten. One transaction. */
    FORGET_BLOBS,
    /** What orgs keep is counted anew. */
    COUNT_USAGE
}
