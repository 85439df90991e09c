package io.firn.cache;

import io.firn.nix.PathInfo;
import io.firn.nix.StorePath;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;

/** Orders paths. */
final class References {
    private References() {}

    /** The same things, references before what refers to them; ties by path, so that the order is always the same. */
    static <T> List<T> first(Collection<T> things, Function<T, PathInfo> info) {
        Map<StorePath, PathInfo> left = new TreeMap<>();
        Map<StorePath, T> byPath = new LinkedHashMap<>();
        things.forEach(thing -> {
            left.put(info.apply(thing).path(), info.apply(thing));
            byPath.put(info.apply(thing).path(), thing);
        });
        Map<StorePath, T> ordered = new LinkedHashMap<>();
        for (PathInfo start : List.copyOf(left.values())) {
            place(start, left, path -> ordered.put(path, byPath.get(path)));
        }
        return List.copyOf(ordered.values());
    }

    /** Without recursion: closures can be deep. */
    private static void place(PathInfo start, Map<StorePath, PathInfo> left, Consumer<StorePath> ready) {
        if (!left.containsKey(start.path())) {
            return;
        }
        var stack = new ArrayList<PathInfo>(List.of(start));
        while (!stack.isEmpty()) {
            PathInfo top = stack.getLast();
            left.remove(top.path());
            var next = top.references().stream().filter(left::containsKey).findFirst();
            if (next.isPresent()) {
                stack.add(left.get(next.get()));
            } else {
                stack.removeLast();
                ready.accept(top.path());
            }
        }
    }
}
