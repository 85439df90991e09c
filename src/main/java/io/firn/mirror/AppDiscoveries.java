package io.firn.mirror;

import io.firn.mirror.Discoveries.Listed;
import io.firn.mirror.Discoveries.Named;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Hashes of files whose lock file has none, for an app: its own registries are asked first, with its keys, and what they tell is
 * recorded for this app alone. What they do not have is asked of the installation's registries, as for all.
 */
@Singleton
public final class AppDiscoveries {
    private final AppRegistries own;
    private final Discoveries discoveries;
    private final PinTable pins;

    AppDiscoveries(AppRegistries own, Discoveries discoveries, PinTable pins) {
        this.own = own;
        this.discoveries = discoveries;
        this.pins = pins;
    }

    /** The SRI hash of each, as far as it is known or a registry tells it. */
    public Map<Named, String> hashes(UUID appId, Collection<Named> wanted) {
        Map<String, Optional<Base>> bases = new HashMap<>();
        wanted.forEach(file -> bases.computeIfAbsent(file.registry(), name -> own.of(appId, name)));
        List<Named> first =
                wanted.stream().filter(file -> base(bases, file).isPresent()).toList();
        if (first.isEmpty()) {
            return discoveries.hashes(wanted);
        }
        Map<Named, String> found = pins.known(appId, first);
        var refused = new ConcurrentHashMap<Named, String>();
        List<Named> unknown =
                first.stream().filter(file -> !found.containsKey(file)).toList();
        pins.keep(appId, Discoveries.ask(unknown, file -> {
            try {
                return discoveries.hash(base(bases, file).orElseThrow(), file);
            } catch (IOException e) {
                refused.put(file, String.valueOf(e.getMessage()));
                return Optional.empty();
            }
        }));
        found.putAll(pins.known(appId, unknown));
        found.putAll(discoveries.hashes(wanted.stream()
                .filter(file -> !found.containsKey(file))
                .filter(file -> base(bases, file).isEmpty() || discoveries.knows(file.registry()))
                .toList()));
        refused.forEach((file, why) -> {
            if (!found.containsKey(file)) {
                throw OwnFirst.refused(
                        file.registry(), file.file(), why, base(bases, file).orElseThrow());
            }
        });
        return found;
    }

    /** The files that registries list of a package, the app's own first. */
    public List<Listed> listing(UUID appId, String registry, String name) {
        Optional<Base> base = own.of(appId, registry);
        if (base.isEmpty()) {
            return discoveries.listing(registry, name);
        }
        var files = new ArrayList<>(discoveries.listing(base.get(), registry, name));
        if (discoveries.knows(registry)) {
            files.addAll(discoveries.listing(registry, name));
        }
        return files;
    }

    private static Optional<Base> base(Map<String, Optional<Base>> bases, Named file) {
        return bases.getOrDefault(file.registry(), Optional.empty());
    }
}
