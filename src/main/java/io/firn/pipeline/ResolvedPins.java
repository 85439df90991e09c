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
import java.util.function.UnaryOperator;

/**
 * What is known of an app's dependencies beside its lock files: hashes for all apps, resolutions of this one.
 *
 * @param ofRun the digest under which a run that upgrades resolves anew
 */
record ResolvedPins(Pins hashes, Resolutions resolutions, UUID appId, UnaryOperator<String> ofRun) implements Pins {
    /** For those who read what is recorded, outside of a run. */
    ResolvedPins(Pins hashes, Resolutions resolutions, UUID appId) {
        this(hashes, resolutions, appId, UnaryOperator.identity());
    }

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
        return done(digest).map(done -> MavenDeps.of(digest, resolutions.files(done.id())));
    }

    @Override
    public Optional<String> lock(String digest) {
        return done(ofRun.apply(digest)).or(() -> done(digest)).flatMap(done -> resolutions.lock(done.id()));
    }

    private Optional<Resolutions.Resolution> done(String digest) {
        return resolutions.find(appId, digest).filter(Resolutions.Resolution::done);
    }
}
