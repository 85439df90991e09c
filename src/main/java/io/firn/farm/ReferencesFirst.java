package io.firn.farm;

import io.firn.nix.PathInfo;
import io.firn.nix.StorePath;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Puts a closure in the order in which a store can take it: each path after those that it refers to. */
final class ReferencesFirst {
    private final Map<StorePath, PathInfo> infos = new LinkedHashMap<>();
    private final Set<StorePath> seen = new HashSet<>();
    private final List<PathInfo> result = new ArrayList<>();

    private ReferencesFirst(List<PathInfo> closure) {
        closure.forEach(info -> infos.put(info.path(), info));
    }

    static List<PathInfo> order(List<PathInfo> closure) {
        var ordering = new ReferencesFirst(closure);
        ordering.infos.keySet().forEach(ordering::visit);
        return List.copyOf(ordering.result);
    }

    private void visit(StorePath path) {
        PathInfo info = infos.get(path);
        if (info != null && seen.add(path)) {
            info.references().forEach(this::visit);
            result.add(info);
        }
    }
}
