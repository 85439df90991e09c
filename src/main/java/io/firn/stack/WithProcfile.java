package io.firn.stack;

import io.firn.detect.Procfile;
import io.firn.tree.Tree;
import io.firn.tree.TreeEntry;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A tree as if its root had a Procfile of that text. */
record WithProcfile(Tree tree, String text) implements Tree {

    private TreeEntry file() {
        return new TreeEntry(Procfile.FILE, TreeEntry.Kind.FILE, text.getBytes(StandardCharsets.UTF_8).length, null);
    }

    @Override
    public List<TreeEntry> entries() {
        return added(tree.entries());
    }

    @Override
    public List<TreeEntry> list(String folder) {
        return folder.isEmpty() ? added(tree.list("")) : tree.list(folder);
    }

    private List<TreeEntry> added(List<TreeEntry> entries) {
        var all = new ArrayList<TreeEntry>(entries);
        all.add(file());
        return List.copyOf(all);
    }

    @Override
    public Optional<TreeEntry> entry(String path) {
        return path.equals(Procfile.FILE) ? Optional.of(file()) : tree.entry(path);
    }

    @Override
    public Optional<String> text(String path, int limit) {
        return path.equals(Procfile.FILE) ? Optional.of(text) : tree.text(path, limit);
    }

    @Override
    public InputStream open(String path) {
        return path.equals(Procfile.FILE)
                ? new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8))
                : tree.open(path);
    }
}
