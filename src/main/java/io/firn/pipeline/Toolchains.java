package io.firn.pipeline;

import io.firn.cache.Cache;
import io.firn.cache.CollectionSettings;
import io.firn.cache.Ingest;
import io.firn.cache.Root;
import io.firn.farm.Farm;
import io.firn.fault.Fault;
import io.firn.nix.PathInfo;
import io.firn.nix.StorePath;
import io.firn.work.Lease;
import io.firn.work.Leases;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Brings what builds were made with into the cache too: toolchains and dependencies, as roots of the locks that they come
 * from, so that a new builder fetches them rather than makes them. Beside the run, which does not wait for it; what is left
 * undone by a crash is done after the next build of the kind.
 */
@ApplicationScoped
class Toolchains {
    private static final Logger LOG = Logger.getLogger(Toolchains.class);
    private static final int REMEMBERED = 10_000;

    private final Farm farm;
    private final Cache cache;
    private final CollectionSettings settings;
    private final Leases leases;
    /** Kinds of builds whose toolchains this process has seen to. */
    private final Set<String> done = new HashSet<>();

    Toolchains(Farm farm, Cache cache, CollectionSettings settings, Leases leases) {
        this.farm = farm;
        this.cache = cache;
        this.settings = settings;
        this.leases = leases;
    }

    /**
     * Sees to it in the background, once for each kind of build.
     *
     * @param lock digest of the package set
     * @param kind the same for all builds that are made with the same things
     */
    void keep(UUID node, PathInfo built, String lock, String kind) {
        Optional<StorePath> derivation = built.deriver();
        if (derivation.isEmpty() || known(kind)) {
            return;
        }
        Thread.ofVirtual().name("toolchains-" + kind).start(() -> {
            try {
                if (bring(node, derivation.get(), built.path(), lock)) {
                    remember(kind);
                }
            } catch (Fault fault) {
                LOG.infof(
                        "What %s was built with is not in the cache yet: %s",
                        built.path().name(), fault.getMessage());
            }
        });
    }

    private boolean known(String kind) {
        synchronized (done) {
            return done.contains(kind);
        }
    }

    private void remember(String kind) {
        synchronized (done) {
            if (done.size() >= REMEMBERED) {
                done.clear();
            }
            done.add(kind);
        }
    }

    /** False where another one is at it. */
    private boolean bring(UUID node, StorePath derivation, StorePath built, String lock) {
        Optional<Lease> lease = leases.tryTake("toolchains:" + lock);
        if (lease.isEmpty()) {
            return false;
        }
        try (Lease held = lease.get()) {
            List<PathInfo> inputs = chosen(farm.builtFrom(node, derivation), built);
            if (inputs.isEmpty()) {
                return true;
            }
            Set<StorePath> missing =
                    cache.missing(inputs.stream().map(PathInfo::path).toList());
            List<PathInfo> wanted = inputs.stream()
                    .filter(info -> missing.contains(info.path()))
                    .toList();
            if (!wanted.isEmpty()) {
                try (Ingest ingest = cache.begin()) {
                    farm.export(node, wanted, ingest::add);
                    ingest.commit(wanted.getLast().path());
                }
                LOG.infof("%d toolchains and dependencies came into the cache.", wanted.size());
            }
            for (PathInfo top : tops(inputs)) {
                if (!held.held()) {
                    return false;
                }
                cache.pin(
                        Root.ofInstallation(
                                        "packages/" + lock + "/" + top.path().base())
                                .keptFor(settings.keepPackages()),
                        top.path());
            }
            return true;
        }
    }

    /**
     * What derivations made, and all that these refer to. Files that were fetched by hash are left out where nothing refers to
     * them: the mirror has them.
     */
    static List<PathInfo> chosen(List<PathInfo> all, StorePath built) {
        Map<StorePath, PathInfo> byPath = new HashMap<>();
        all.forEach(info -> byPath.put(info.path(), info));
        Map<StorePath, PathInfo> chosen = new LinkedHashMap<>();
        var open = new ArrayList<PathInfo>();
        all.stream()
                .filter(info -> info.ca().isEmpty() && !info.path().equals(built))
                .filter(info -> !info.path().name().endsWith(".drv"))
                .forEach(open::add);
        while (!open.isEmpty()) {
            PathInfo info = open.removeLast();
            if (chosen.putIfAbsent(info.path(), info) == null) {
                info.references().stream()
                        .map(byPath::get)
                        .filter(java.util.Objects::nonNull)
                        .forEach(open::add);
            }
        }
        return all.stream().filter(info -> chosen.containsKey(info.path())).toList();
    }

    /** Those that none of the others refers to: they keep the rest. */
    static List<PathInfo> tops(List<PathInfo> infos) {
        Set<StorePath> below = new HashSet<>();
        for (PathInfo info : infos) {
            info.references().stream()
                    .filter(reference -> !reference.equals(info.path()))
                    .forEach(below::add);
        }
        return infos.stream().filter(info -> !below.contains(info.path())).toList();
    }
}
