package io.firn.cache;

import io.firn.nix.VerifyingKey;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Where builders may take store paths from, and whose signatures they believe. Orgs' caches are never among it: a builder's
 * store serves all orgs, so one org's word would become another's input.
 */
@Singleton
public final class Substituters {
    private final Keys keys;
    private final Upstreams upstreams;

    Substituters(Keys keys, Upstreams upstreams) {
        this.keys = keys;
        this.upstreams = upstreams;
    }

    /** Caches elsewhere that builders ask themselves, after ours. */
    public List<URI> elsewhere() {
        return upstreams.of(Optional.empty()).stream()
                .filter(upstream -> upstream.use() == Upstream.Use.SUBSTITUTER)
                .map(Upstream::url)
                .toList();
    }

    /** The farm's keys, retired ones too, and those of all upstreams of the installation's own cache. */
    public Set<VerifyingKey> trusted() {
        Set<VerifyingKey> trusted = new LinkedHashSet<>(keys.trusted(Optional.empty()));
        upstreams.of(Optional.empty()).forEach(upstream -> trusted.addAll(upstream.keys()));
        return trusted;
    }
}
