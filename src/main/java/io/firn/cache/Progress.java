package io.firn.cache;

/** Is told before and after each step of a collection; the tests end the process there. */
@FunctionalInterface
interface Progress {
    /** Tells nobody. */
    Progress SILENT = (side, step) -> {};

    /** Which side of a step. */
    enum Side {
        BEFORE,
        AFTER
    }

    /** The collection has come to this point. */
    void at(Side side, CollectionStep step);
}
