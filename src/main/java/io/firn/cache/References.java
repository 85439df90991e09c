package io.firn.cache;

import io.firn.nix.PathInfo;
import io.firn.nix.StorePath;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Orders paths. */
final class References {
    private References() {}

    /** The same paths, references before what refers to them; ties by path, so that the order is always the same. */
    static List<PathInfo> first(Collection<PathInfo> infos) {
        Map<StorePath, PathInfo> left = new TreeMap<>();
        infos.forEach(info -> left.put(info.path(), info));
        Map<StorePath, PathInfo> ordered = new LinkedHashMap<>();
        for (PathInfo info : List.copyOf(left.values())) {
            place(info, left, ordered);
        }
        return List.copyOf(ordered.values());
    }

    /** Without recursion: closures can be deep. */
    private static void place(PathInfo start, Map<StorePath, PathInfo> left, Map<StorePath, PathInfo> ordered) {
        var stack = new ArrayList<PathInfo>(List.of(start));
        while (!stack.isEmpty()) {
            PathInfo top = stack.getLast();
            left.remove(top.path());
            var next = top.references().stream().filter(left::containsKey).findFirst();
            if (next.isPresent()) {
                stack.add(left.get(next.get()));
            } else {
                stack.removeLast();
                ordered.put(top.path(), top);
            }
        }
    }
}
