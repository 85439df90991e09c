package io.firn.flake.node;

import io.firn.flake.LockFault;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Lays packages out as Yarn does: each as near to the root as it can lie without hiding another version from those that
 * want that one. At the root, the version wins that most packages ask for. The same lock file gives the same tree.
 */
final class Hoist {
    private static final int PLACES = 50_000;
    private static final int DEPTH = 60;

    private final Map<String, LockedPackage> packages;
    private final Map<String, String> favourites;
    private final Placement placement;
    private final ArrayDeque<Asking> waiting = new ArrayDeque<>();

    /** A folder that may have node_modules: what lies in it, and what is found through it from below. */
    private static final class Level {
        private final String folder;
        private final @Nullable Level above;
        private final int depth;
        private final Map<String, String> placed = new HashMap<>();
        private final Map<String, String> through = new HashMap<>();

        Level(String folder, @Nullable Level above) {
            this.folder = folder;
            this.above = above;
            this.depth = above == null ? 0 : above.depth + 1;
        }

        String place(String name) {
            return (folder.isEmpty() ? "" : folder + "/") + "node_modules/" + name;
        }
    }

    /** A package that was placed and whose dependencies are still to be. */
    private record Asking(Level level, Map<String, String> needs) {}

    private Hoist(Map<String, LockedPackage> packages, Collection<Importer> importers) {
        this.packages = packages;
        this.favourites = favourites(packages, importers);
        this.placement = new Placement(packages);
    }

    /** Places all that the importers (sorted by folder) reach; {@code file} is named where there is too much. */
    static Placement of(String file, Map<String, LockedPackage> packages, Collection<Importer> importers) {
        var hoist = new Hoist(packages, importers);
        var root = new Level("", null);
        var levels = new TreeMap<String, Level>(Map.of("", root));
        for (Importer importer : importers) {
            Level level = importer.folder().isEmpty()
                    ? root
                    : new Level(importer.folder(), enclosing(levels, importer.folder(), root));
            levels.put(importer.folder(), level);
            hoist.waiting.add(new Asking(level, importer.all()));
        }
        while (!hoist.waiting.isEmpty()) {
            Asking next = hoist.waiting.removeFirst();
            if (next.level().depth > DEPTH) {
                throw LockFault.file(
                        file,
                        "versions of packages ask for each other round and round (\""
                                + next.level().folder.substring(0, 100) + "…\")",
                        "Set one version of them with \"resolutions\".");
            }
            next.needs().forEach((name, id) -> hoist.place(next.level(), name, id));
            if (hoist.placement.places().size() > PLACES) {
                throw LockFault.file(file, "it asks for more than " + PLACES + " packages", "Use fewer dependencies.");
            }
        }
        return hoist.placement;
    }

    private static Level enclosing(Map<String, Level> levels, String folder, Level root) {
        for (int slash = folder.lastIndexOf('/'); slash > 0; slash = folder.lastIndexOf('/', slash - 1)) {
            Level level = levels.get(folder.substring(0, slash));
            if (level != null) {
                return level;
            }
        }
        return root;
    }

    private void place(Level asking, String name, String id) {
        Level best = asking;
        List<Level> passed = new ArrayList<>();
        for (Level level = asking; level != null; level = level.above) {
            String there = level.placed.get(name);
            if (id.equals(there)) {
                passed.forEach(between -> between.through.put(name, id));
                return;
            }
            String seen = level.through.get(name);
            if (there != null || (seen != null && !seen.equals(id))) {
                break;
            }
            passed.add(level);
            boolean others = level.above == null && level != asking && !id.equals(favourites.get(name));
            if (!others) {
                best = level;
            }
        }
        for (Level level : passed) {
            if (level == best) {
                break;
            }
            level.through.put(name, id);
        }
        best.placed.put(name, id);
        placement.put(best.place(name), id);
        LockedPackage placed = packages.get(id);
        if (placed != null && placed.folder() == null && !placed.needs().isEmpty()) {
            waiting.add(new Asking(new Level(best.place(name), best), placed.needs()));
        }
    }

    /** Of each name, what most packages ask for; of equals the one that sorts last. */
    private static Map<String, String> favourites(Map<String, LockedPackage> packages, Collection<Importer> importers) {
        var counts = new TreeMap<String, Map<String, Integer>>();
        packages.values().forEach(one -> count(counts, one.needs()));
        importers.forEach(importer -> count(counts, importer.all()));
        var favourites = new HashMap<String, String>();
        counts.forEach((name, ids) -> ids.entrySet().stream()
                .max(Map.Entry.<String, Integer>comparingByValue().thenComparing(Map.Entry.comparingByKey()))
                .ifPresent(most -> favourites.put(name, most.getKey())));
        return favourites;
    }

    private static void count(Map<String, Map<String, Integer>> counts, Map<String, String> needs) {
        needs.forEach((name, id) ->
                counts.computeIfAbsent(name, any -> new TreeMap<>()).merge(id, 1, Integer::sum));
    }
}
