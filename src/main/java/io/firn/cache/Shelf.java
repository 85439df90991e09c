package io.firn.cache;

import io.firn.nix.NarHash;
import io.firn.nix.StorePath;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * What one cache holds, as its doors see it: the installation's own, which the farm fills, or one of an org's. Each look is a
 * short transaction of its own.
 */
interface Shelf {
    /** The org's cache, or empty for the installation's own. */
    Optional<UUID> cache();

    /** The valid path with this hash part. */
    Optional<StoredPath> byHash(String hashPart);

    /** A valid path whose packed NAR has this hash. */
    Optional<StoredPath> byFile(NarHash file);

    /** Those of the hash parts that are valid here. */
    Set<String> valid(Collection<String> hashParts);

    /** The valid paths with these hash parts, in no order. */
    List<StoredPath> all(Collection<String> hashParts);

    /** All that the paths with these hash parts refer to, themselves included, in no order; empty where none is valid. */
    List<StoredPath> closure(Collection<String> hashParts);

    /** Makes paths valid, all or none; each reference must be valid or among them. Returns blobs that are not needed. */
    Set<String> commit(Collection<StoredPath> paths);

    /** Adds signatures to a valid path; those that it has stay. */
    void sign(StorePath path, Collection<String> signatures);

    /** Valid paths after a hash part, in their order, for work that goes through all of them in steps. */
    List<StoredPath> after(String hashPart, int limit);
}
