package io.firn.image;

import io.firn.nix.PathInfo;
import io.firn.nix.StorePath;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Spreads a closure over layers so that two releases, and two apps of one stack, have as many first layers in common as can
 * be: an Engine only reuses a layer whose predecessors are all the same. What others refer to comes first, the app's own path
 * last and alone. Large paths have layers of their own; small ones share a few, chosen by their names without versions, so
 * that a new version of one leaves the other layers alone.
 */
final class LayerPlan {
    /** Engines stop at 127 layers in all. */
    private static final int OWN_LAYERS = 48;

    private static final int SHARED_LAYERS = 8;

    private LayerPlan() {}

    /** The layers, lowest first. The closure must be whole, with references before what refers to them. */
    static List<LayerContent.Paths> of(List<PathInfo> closure, StorePath root) {
        Map<StorePath, Integer> heights = heights(closure);
        List<PathInfo> below = closure.stream()
                .filter(info -> !info.path().equals(root))
                .sorted(Comparator.comparingLong(PathInfo::narSize).reversed().thenComparing(PathInfo::path))
                .toList();
        int own = below.size() <= OWN_LAYERS + SHARED_LAYERS ? below.size() : OWN_LAYERS;
        List<StorePath> large = below.subList(0, own).stream()
                .map(PathInfo::path)
                .sorted(Comparator.<StorePath>comparingInt(heights::get).thenComparing(path -> path))
                .toList();
        SortedMap<Integer, List<StorePath>> shared = new TreeMap<>();
        for (PathInfo info : below.subList(own, below.size())) {
            shared.computeIfAbsent(bucket(info.path()), any -> new ArrayList<>())
                    .add(info.path());
        }
        var layers = new ArrayList<LayerContent.Paths>();
        shared.values().forEach(paths -> layers.add(LayerContent.Paths.of(paths)));
        large.forEach(path -> layers.add(LayerContent.Paths.of(List.of(path))));
        layers.add(LayerContent.Paths.of(List.of(root)));
        return List.copyOf(layers);
    }

    /** The longest way down from each path. */
    private static Map<StorePath, Integer> heights(List<PathInfo> closure) {
        Map<StorePath, Integer> heights = new HashMap<>();
        for (PathInfo info : closure) {
            int highest = info.references().stream()
                    .filter(reference -> !reference.equals(info.path()))
                    .mapToInt(reference -> heights.getOrDefault(reference, 0) + 1)
                    .max()
                    .orElse(0);
            heights.put(info.path(), highest);
        }
        return heights;
    }

    private static int bucket(StorePath path) {
        String name = path.name().replaceFirst("-[0-9].*", "");
        return Math.floorMod(name.hashCode(), SHARED_LAYERS);
    }
}
