package io.firn.detect.stacks;

import io.firn.tree.Tree;
import io.firn.tree.TreeEntry;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A tree that counts what is asked of it. */
final class CountedTree implements Tree {
    final Set<String> listings = new HashSet<>();
    final List<String> reads = new ArrayList<>();
    int wholes;

    private final Tree tree;

    CountedTree(Tree tree) {
        this.tree = tree;
    }

    @Override
    public List<TreeEntry> entries() {
        wholes++;
        return tree.entries();
    }

    @Override
    public Optional<TreeEntry> entry(String path) {
        int slash = path.lastIndexOf('/');
        count(slash < 0 ? "" : path.substring(0, slash)); // a tree that reads on demand lists this folder
        return tree.entry(path);
    }

    @Override
    public List<TreeEntry> list(String folder) {
        count(folder);
        return tree.list(folder);
    }

    private void count(String folder) {
        if (!tree.list(folder).isEmpty()) {
            listings.add(folder);
        }
    }

    @Override
    public Optional<String> text(String path, int limit) {
        Optional<String> text = tree.text(path, limit);
        text.ifPresent(content -> reads.add(path));
        return text;
    }

    @Override
    public InputStream open(String path) {
        reads.add(path);
        return tree.open(path);
    }
}
