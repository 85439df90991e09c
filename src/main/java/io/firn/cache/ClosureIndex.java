package io.firn.cache;

import io.firn.nix.StorePath;
import java.util.Collection;
import java.util.Set;

/** Tells what the cache has already, so that it is not sent again. */
public interface ClosureIndex {
    /** Those of the paths that the cache does not have. */
    Set<StorePath> missing(Collection<StorePath> paths);
}
