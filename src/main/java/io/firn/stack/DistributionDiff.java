package io.firn.stack;

import com.fasterxml.jackson.databind.JsonNode;
import io.firn.detect.Json;
import io.firn.tree.Tree;
import io.firn.tree.TreeEntry;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What differs between two distributions for the apps of one stack. */
final class DistributionDiff {
    private static final int LIMIT = 16 << 20;

    private DistributionDiff() {}

    /** Adds the changed files, and the changed packages of the set's locks. */
    static void between(Distribution from, Distribution to, String stack, List<Change> files, List<Change> packages) {
        if (from.digest().equals(to.digest())) {
            return;
        }
        var paths = new TreeSet<String>();
        paths(from.tree(), stack, from.packageSet(), paths);
        paths(to.tree(), stack, to.packageSet(), paths);
        for (String path : paths) {
            byte[] was = content(from.tree(), path);
            byte[] is = content(to.tree(), path);
            if (Arrays.equals(was, is)) {
                continue;
            }
            if (path.endsWith(".lock.json")) {
                packages(path, from.tree(), to.tree(), packages);
            } else {
                files.add(new Change(path, was == null ? null : "as it is", is == null ? null : "changed", null));
            }
        }
    }

    private static void paths(Tree tree, String stack, String packageSet, Set<String> into) {
        for (TreeEntry entry : tree.entries()) {
            String path = entry.path();
            boolean built = path.startsWith("nix/lib/")
                    || path.startsWith("nix/sets/" + packageSet + "/")
                    || path.startsWith("buildpacks/" + stack + "/");
            if (entry.isFile() && built && !path.endsWith(".md")) {
                into.add(path);
            }
        }
    }

    private static byte @Nullable [] content(Tree tree, String path) {
        return tree.entry(path).isPresent() ? Distribution.content(tree, path) : null;
    }

    private static void packages(String path, Tree from, Tree to, List<Change> into) {
        Map<String, String> was = versions(from.text(path, LIMIT));
        Map<String, String> is = versions(to.text(path, LIMIT));
        String release = path.substring(path.lastIndexOf('/') + 1).replace(".lock.json", "");
        var names = new TreeSet<>(was.keySet());
        names.addAll(is.keySet());
        for (String name : names) {
            String before = was.get(name);
            String after = is.get(name);
            if (before == null ? after != null : !before.equals(after)) {
                into.add(new Change(name, before, after, release));
            }
        }
    }

    private static Map<String, String> versions(Optional<String> lock) {
        var found = new TreeMap<String, String>();
        if (lock.isPresent()) {
            JsonNode packages = Json.tree("lock", lock.get()).path("packages");
            packages.properties()
                    .forEach(field -> found.put(
                            field.getKey(), field.getValue().path("version").asText()));
        }
        return found;
    }
}
