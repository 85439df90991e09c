package io.firn.tree;

import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/** A tree with some text files more, or with others in place of its own. */
public final class AddedTree extends ListedTree {
    private final Tree tree;
    private final Map<String, String> added;

    private AddedTree(Tree tree, Map<String, String> added) {
        super(new Entries(TreeLimits.DEFAULT));
        this.tree = tree;
        this.added = Map.copyOf(added);
        tree.entries().stream()
                .filter(entry -> !this.added.containsKey(entry.path()))
                .forEach(entries::add);
        this.added.forEach((path, text) -> entries.add(new TreeEntry(path, TreeEntry.Kind.FILE, size(text), null)));
    }

    /** A tree with files of that text at those paths; {@code INVALID} where a path is a folder. */
    public static Tree of(Tree tree, Map<String, String> added) {
        for (String path : added.keySet()) {
            if (tree.entry(path).filter(entry -> !entry.isFile()).isPresent()) {
                throw Fault.of(
                        FaultCode.INVALID,
                        "Could not write the file " + path + ": there is something else of that name.",
                        "Rename what is there.");
            }
        }
        return new AddedTree(tree, added);
    }

    @Override
    public Optional<String> text(String path, int limit) {
        String text = added.get(path);
        if (text == null) {
            return tree.text(path, limit);
        }
        return size(text) > limit ? Optional.empty() : Optional.of(text);
    }

    @Override
    public InputStream open(String path) {
        String text = added.get(path);
        return text == null ? tree.open(path) : new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    private static long size(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
