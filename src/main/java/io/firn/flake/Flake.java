package io.firn.flake;

import io.firn.tree.MapTree;
import io.firn.tree.Tree;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A complete flake.
 *
 * @param files every file by its path; none is executable, so that a copy of them has the same hash anywhere
 * @param deps what the app depends on, also in deps.json
 */
public record Flake(SortedMap<String, byte[]> files, Deps deps) {
    public Flake {
        files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
    }

    /** The files as a tree, for a NAR of it. */
    public Tree asTree() {
        MapTree.Builder tree = MapTree.builder();
        files.forEach(tree::file);
        return tree.build();
    }
}
