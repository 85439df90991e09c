package io.firn.flake.node;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A tree of node_modules: which package lies where. Paths are those of the repository ({@code node_modules/a/node_modules/b},
 * {@code packages/web/node_modules/c}); a package is found as Node.js finds it, from the asking folder upwards.
 */
final class Placement {
    private static final String MODULES = "node_modules/";

    private final Map<String, LockedPackage> packages;
    private final TreeMap<String, String> places = new TreeMap<>();

    Placement(Map<String, LockedPackage> packages) {
        this.packages = packages;
    }

    void put(String path, String id) {
        places.put(path, id);
    }

    SortedMap<String, String> places() {
        return places;
    }

    @Nullable LockedPackage at(String path) {
        String id = places.get(path);
        return id == null ? null : packages.get(id);
    }

    /** The place where a folder's request for a name ends; null where nothing answers. */
    @Nullable String resolve(String folder, String name) {
        String from = folder;
        while (true) {
            String candidate = (from.isEmpty() ? "" : from + "/") + MODULES + name;
            if (places.containsKey(candidate)) {
                return candidate;
            }
            if (from.isEmpty()) {
                return null;
            }
            from = above(from);
        }
    }

    /** The places that are reached from what the importers need while they run. */
    Set<String> production(Collection<Importer> importers) {
        var reached = new HashSet<String>();
        var waiting = new ArrayDeque<String>();
        var folders = new HashMap<String, Importer>();
        importers.forEach(importer -> folders.put(importer.folder(), importer));
        importers.forEach(importer ->
                importer.production().keySet().forEach(name -> reach(importer.folder(), name, reached, waiting)));
        while (!waiting.isEmpty()) {
            String place = waiting.removeFirst();
            LockedPackage found = at(place);
            if (found != null && found.folder() == null) {
                found.needs().keySet().forEach(name -> reach(place, name, reached, waiting));
            }
        }
        return reached;
    }

    private void reach(String folder, String name, Set<String> reached, ArrayDeque<String> waiting) {
        String place = resolve(folder, name);
        if (place != null && reached.add(place)) {
            waiting.add(place);
        }
    }

    /** The next folder upwards that may hold node_modules of its own. */
    private static String above(String folder) {
        int slash = folder.lastIndexOf('/');
        String up = slash < 0 ? "" : folder.substring(0, slash);
        while (up.endsWith("/node_modules") || up.equals("node_modules") || up.matches("(?:.*/)?node_modules/@[^/]+")) {
            int next = up.lastIndexOf('/');
            up = next < 0 ? "" : up.substring(0, next);
        }
        return up;
    }
}
