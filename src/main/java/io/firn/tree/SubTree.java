package io.firn.tree;

import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/** A folder of a tree as a tree of its own. */
public final class SubTree implements Tree {
    private final Tree tree;
    private final String prefix;

    private SubTree(Tree tree, String folder) {
        this.tree = tree;
        this.prefix = folder + "/";
    }

    /** The tree below a folder; the tree itself for {@code "."} and {@code ""}. */
    public static Tree of(Tree tree, String folder) {
        return folder.isEmpty() || folder.equals(".") ? tree : new SubTree(tree, folder);
    }

    @Override
    public List<TreeEntry> entries() {
        return tree.entries().stream()
                .filter(entry -> entry.path().startsWith(prefix))
                .map(this::inside)
                .toList();
    }

    @Override
    public Optional<TreeEntry> entry(String path) {
        return tree.entry(prefix + path).map(this::inside);
    }

    @Override
    public List<TreeEntry> list(String folder) {
        String whole = folder.isEmpty() ? prefix.substring(0, prefix.length() - 1) : prefix + folder;
        return tree.list(whole).stream().map(this::inside).toList();
    }

    @Override
    public Optional<String> text(String path, int limit) {
        return tree.text(prefix + path, limit);
    }

    @Override
    public InputStream open(String path) {
        return tree.open(prefix + path);
    }

    private TreeEntry inside(TreeEntry entry) {
        return new TreeEntry(entry.path().substring(prefix.length()), entry.kind(), entry.size(), entry.link());
    }
}
