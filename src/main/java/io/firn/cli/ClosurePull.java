package io.firn.cli;

import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import io.firn.nix.NarInfo;
import io.firn.nix.StorePath;
import io.firn.nix.StorePaths;
import io.firn.nix.VerifyingKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

/**
 * Brings closures from a cache into the Nix store of this machine: one request tells all that belongs to them, what is missing
 * comes over a few connections at once, small paths many in one request. What the cache says of a path is verified by its
 * signature before a byte of it is asked for, and its hash and size both here and by the store as it unpacks it.
 */
final class ClosurePull {
    private static final long SMALL = 256 << 10;
    private static final long BUNDLE_BYTES = 4 << 20;
    private static final int BUNDLE_PATHS = 250;

    private final CacheClient client;
    private final LocalStore store;
    private final List<VerifyingKey> keys;
    private final int connections;

    /**
     * What was done.
     *
     * @param paths paths of the closures
     * @param fetched those that were missing
     * @param narBytes their bytes, unpacked
     * @param requests requests to the cache
     */
    record Pulled(int paths, int fetched, long narBytes, int requests) {}

    ClosurePull(CacheClient client, LocalStore store, List<VerifyingKey> keys, int connections) {
        this.client = client;
        this.store = store;
        this.keys = List.copyOf(keys);
        this.connections = connections;
    }

    Pulled pull(Collection<StorePath> roots) throws IOException {
        List<NarInfo> closure = client.manifest(roots);
        closure.forEach(this::requireTrusted);
        Set<StorePath> missing = store.invalid(
                closure.stream().map(narInfo -> narInfo.info().path()).toList());
        List<NarInfo> wanted = closure.stream()
                .filter(narInfo -> missing.contains(narInfo.info().path()))
                .toList();
        if (!wanted.isEmpty()) {
            bring(wanted);
        }
        long bytes =
                wanted.stream().mapToLong(narInfo -> narInfo.info().narSize()).sum();
        return new Pulled(closure.size(), wanted.size(), bytes, client.requests());
    }

    private void bring(List<NarInfo> wanted) throws IOException {
        Path folder = Files.createTempDirectory("firn-pull");
        var arrivals = new Arrivals(wanted);
        ExecutorService threads = Executors.newFixedThreadPool(
                connections, Thread.ofVirtual().name("firn-pull-", 0).factory());
        try {
            fetches(wanted, new Landing(folder, arrivals)).forEach(threads::execute);
            store.take(arrivals);
        } finally {
            threads.shutdownNow();
            clear(folder);
        }
    }

    /** Large paths first, for they take longest; then bundles in the order in which the store wants them. */
    private List<Runnable> fetches(List<NarInfo> wanted, Landing landing) {
        List<Runnable> fetches = new ArrayList<>();
        wanted.stream()
                .filter(narInfo -> !small(narInfo))
                .sorted(Comparator.comparingLong(
                                (NarInfo narInfo) -> narInfo.info().narSize())
                        .reversed())
                .forEach(narInfo ->
                        fetches.add(() -> landing.orFail(() -> client.nar(narInfo, landing.large(narInfo)))));
        int at = 0;
        for (List<NarInfo> bundle : bundles(wanted)) {
            // The first things the store wants are small ones mostly: they must not wait behind all large ones.
            fetches.add(
                    Math.min(at, fetches.size()), () -> landing.orFail(() -> client.bundle(bundle, landing::small)));
            at += 2;
        }
        return fetches;
    }

    private static List<List<NarInfo>> bundles(List<NarInfo> wanted) {
        List<List<NarInfo>> bundles = new ArrayList<>();
        List<NarInfo> current = new ArrayList<>();
        long bytes = 0;
        for (NarInfo narInfo : wanted.stream().filter(ClosurePull::small).toList()) {
            current.add(narInfo);
            bytes += narInfo.info().narSize();
            if (bytes > BUNDLE_BYTES || current.size() == BUNDLE_PATHS) {
                bundles.add(current);
                current = new ArrayList<>();
                bytes = 0;
            }
        }
        if (!current.isEmpty()) {
            bundles.add(current);
        }
        return bundles;
    }

    private static boolean small(NarInfo narInfo) {
        return narInfo.info().narSize() <= SMALL;
    }

    /** As Nix has it: a path whose name follows from its NAR needs no signature, and its NAR is checked when it comes. */
    private void requireTrusted(NarInfo narInfo) {
        if (keys.stream().noneMatch(narInfo::signedBy) && !StorePaths.nameFollowsFromNar(narInfo.info())) {
            throw Fault.of(
                    FaultCode.CORRUPT,
                    "Could not pull '" + narInfo.info().path() + "': none of the trusted keys signed it.",
                    "Name the cache's key with --key.");
        }
    }

    private static void clear(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.deleteIfExists(file);
            }
        }
        Files.deleteIfExists(folder);
    }
}
