package io.firn.pipeline;

import io.firn.flake.Deps;
import io.firn.flake.Pins;
import io.firn.flake.java.MavenDeps;
import io.firn.mirror.Resolutions;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** What is known of an app's dependencies beside its lock files: hashes for all apps, resolutions of this one. */
record ResolvedPins(Pins hashes, Resolutions resolutions, UUID appId) implements Pins {
    @Override
    public Map<Wanted, String> hashes(Collection<Wanted> wanted) {
        return hashes.hashes(wanted);
    }

    @Override
    public List<Listed> listing(String registry, String name) {
        return hashes.listing(registry, name);
    }

    @Override
    public Optional<Deps> resolved(String digest) {
        return resolutions
                .find(appId, digest)
                .filter(Resolutions.Resolution::done)
                .map(done -> MavenDeps.of(digest, resolutions.files(done.id())));
    }
}
