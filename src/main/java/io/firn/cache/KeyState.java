package io.firn.cache;

/** What a key of a cache does. */
enum KeyState {
    /** Made or imported: signs every path at its commit. */
    ACTIVE,
    /** By retire: signs no more; its secret half is gone, its signatures stay. */
    RETIRED
}
