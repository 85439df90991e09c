package io.firn.cache;

import io.firn.nix.VerifyingKey;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A binary cache elsewhere.
 *
 * @param id id
 * @param cache the cache that looks there; empty for the installation's own
 * @param url its address, without a slash at the end
 * @param keys keys of which one must have signed what comes from there
 * @param use how it is used
 * @param login what it asks for; empty for a public one
 */
record Upstream(
        UUID id, Optional<UUID> cache, URI url, List<VerifyingKey> keys, Use use, Optional<UpstreamLogin> login) {
    /** How an upstream is used. */
    enum Use {
        /** Through us: what we do not have is fetched from there, verified and kept. */
        PULL_THROUGH,
        /** By builders themselves; for the installation's own cache only. */
        SUBSTITUTER
    }

    Upstream {
        keys = List.copyOf(keys);
    }
}
