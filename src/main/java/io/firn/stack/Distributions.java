package io.firn.stack;

import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import io.firn.tree.FolderTree;
import io.firn.tree.MapTree;
import io.firn.tree.Tree;
import io.firn.tree.TreeEntry;
import io.firn.tree.TreeLimits;
import io.firn.tree.ZippedTree;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The distribution that this service came with, and those that apps are locked to: an update of Firn brings a new one, and the
 * old ones stay for as long as an app is built with them.
 */
@ApplicationScoped
public class Distributions {
    private static final int REMEMBERED = 8;

    private final StackSettings settings;
    private final DistributionRows rows;
    private final RuntimeRows runtimes;
    private final Map<String, Distribution> known = new LinkedHashMap<>(16, 0.75f, true);
    private @Nullable Tree shipped;

    Distributions(StackSettings settings, DistributionRows rows, RuntimeRows runtimes) {
        this.settings = settings;
        this.rows = rows;
        this.runtimes = runtimes;
    }

    /** What a new app is built with: the files that this service came with, and what its administrator added to them. */
    public Distribution current() {
        return current(runtimes());
    }

    Distribution current(Runtimes changed) {
        String key = settings.packageSet() + " " + changed.fingerprint();
        Distribution distribution = remembered(key);
        if (distribution == null) {
            distribution = Distribution.of(changed.overlaid(shipped()), settings.packageSet());
            remember(key, distribution);
        }
        return distribution;
    }

    /** What the administrator changed. */
    @Transactional
    Runtimes runtimes() {
        return runtimes.all();
    }

    /** The versions that this service came with, before anything an administrator changed. */
    Distribution asShipped() {
        return current(Runtimes.none());
    }

    /** A distribution that an app is locked to. */
    @Transactional
    public Distribution of(String digest, String packageSet) {
        String key = packageSet + " " + digest;
        Distribution distribution = remembered(key);
        if (distribution == null) {
            Distribution current = current(runtimes.all());
            distribution =
                    current.digest().equals(digest) && current.packageSet().equals(packageSet)
                            ? current
                            : stored(digest, packageSet);
            remember(key, distribution);
        }
        return distribution;
    }

    private Distribution stored(String digest, String packageSet) {
        byte[] packed = rows.find(digest)
                .orElseThrow(() -> Fault.of(
                        FaultCode.NOT_FOUND,
                        "Could not find the buildpacks " + Distribution.shortened(digest)
                                + " that the app is locked to: they are not in the database.",
                        "Move the app to the present ones: firn upgrade"));
        Distribution distribution = Distribution.of(ZippedTree.unpack(packed), packageSet);
        if (!distribution.digest().equals(digest)) {
            throw Fault.of(
                    FaultCode.CORRUPT,
                    "Could not use the buildpacks " + Distribution.shortened(digest)
                            + ": what the database holds is something else.",
                    "Move the app to the present ones: firn upgrade");
        }
        return distribution;
    }

    /** Keeps a distribution, within the caller's transaction. */
    void keep(Distribution distribution) {
        if (!rows.has(distribution.digest())) {
            rows.add(distribution.digest(), ZippedTree.pack(distribution.tree()));
        }
    }

    private synchronized Tree shipped() {
        Tree tree = shipped;
        if (tree == null) {
            tree = read();
            shipped = tree;
        }
        return tree;
    }

    private synchronized @Nullable Distribution remembered(String key) {
        return known.get(key);
    }

    private synchronized void remember(String key, Distribution distribution) {
        known.put(key, distribution);
        if (known.size() > REMEMBERED) {
            known.remove(known.keySet().iterator().next());
        }
    }

    /** Read once: a change under a running service would make two halves of one build from different code. */
    private Tree read() {
        MapTree.Builder files = MapTree.builder();
        for (String top : new String[] {"nix", "buildpacks"}) {
            Tree folder = FolderTree.of(settings.distribution().resolve(top), TreeLimits.DEFAULT);
            for (TreeEntry entry : folder.entries()) {
                if (entry.isFile() && !entry.path().contains("/examples/")) {
                    files.file(top + "/" + entry.path(), Distribution.content(folder, entry.path()));
                }
            }
        }
        return files.build();
    }
}
