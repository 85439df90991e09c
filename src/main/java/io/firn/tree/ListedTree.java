package io.firn.tree;

import java.util.List;
import java.util.Optional;

/** A tree whose entries are all known from the start. */
public abstract class ListedTree implements Tree {
    /** What is in it; filled by the time the tree is handed out. */
    protected final Entries entries;

    /** A tree of these entries. */
    protected ListedTree(Entries entries) {
        this.entries = entries;
    }

    @Override
    public final List<TreeEntry> entries() {
        return entries.all();
    }

    @Override
    public final Optional<TreeEntry> entry(String path) {
        return entries.find(path);
    }

    @Override
    public final List<TreeEntry> list(String folder) {
        return entries.in(folder);
    }
}
