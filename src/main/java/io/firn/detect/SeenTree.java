package io.firn.detect;

import io.firn.tree.Tree;
import io.firn.tree.TreeEntry;
import java.io.InputStream;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** A tree that remembers what was looked at; a text is read once however often it is asked for. */
final class SeenTree implements Tree {
    private final Tree tree;
    private final SortedMap<String, String> paths = new TreeMap<>();
    private final SortedMap<String, Optional<String>> texts = new TreeMap<>();

    SeenTree(Tree tree) {
        this.tree = tree;
    }

    /** What was looked at, with what became of it. */
    SortedMap<String, String> paths() {
        return Collections.unmodifiableSortedMap(new TreeMap<>(paths));
    }

    @Override
    public List<TreeEntry> entries() {
        paths.put("", "the whole tree");
        return tree.entries();
    }

    @Override
    public Optional<TreeEntry> entry(String path) {
        Optional<TreeEntry> entry = tree.entry(path);
        paths.putIfAbsent(path, entry.isPresent() ? "is there" : "is not there");
        return entry;
    }

    @Override
    public List<TreeEntry> list(String folder) {
        List<TreeEntry> entries = tree.list(folder);
        paths.put(folder.isEmpty() ? "." : folder, entries.size() + " entries");
        return entries;
    }

    @Override
    public Optional<String> text(String path, int limit) {
        Optional<String> known = texts.get(path);
        if (known == null) {
            known = tree.text(path, limit);
            texts.put(path, known);
        }
        paths.put(
                path,
                known.map(text -> "read, " + text.length() + " characters").orElse("is not there, or too large"));
        return known;
    }

    @Override
    public InputStream open(String path) {
        paths.put(path, "read");
        return tree.open(path);
    }
}
