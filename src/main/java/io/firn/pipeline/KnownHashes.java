package io.firn.pipeline;

import io.firn.flake.Pins;
import io.firn.mirror.AppDiscoveries;
import io.firn.mirror.Discoveries;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Answers the flakes of an app that ask for hashes which no lock file tells, out of the mirror's records. */
record KnownHashes(AppDiscoveries discoveries, UUID appId) implements Pins {
    @Override
    public Map<Wanted, String> hashes(Collection<Wanted> wanted) {
        var asked = new HashMap<Discoveries.Named, Wanted>();
        wanted.forEach(
                one -> asked.put(new Discoveries.Named(one.registry(), one.name(), one.version(), one.file()), one));
        var found = new HashMap<Wanted, String>();
        discoveries.hashes(appId, asked.keySet()).forEach((named, hash) -> {
            Wanted one = asked.get(named);
            if (one != null) {
                found.put(one, hash);
            }
        });
        return found;
    }

    @Override
    public List<Listed> listing(String registry, String name) {
        return discoveries.listing(appId, registry, name).stream()
                .map(file -> new Listed(file.file(), file.hash()))
                .toList();
    }
}
