package io.firn.tree;

import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** A tree in memory: for small things made here (flakes, the distribution inside a jar) and for tests. */
public final class MapTree extends ListedTree {
    private final Map<String, byte[]> contents;

    private MapTree(Entries entries, Map<String, byte[]> contents) {
        super(entries);
        this.contents = contents;
    }

    /** Begins a tree. */
    public static Builder builder() {
        return new Builder(TreeLimits.DEFAULT);
    }

    /** Plain files from names and texts, in pairs. */
    public static MapTree of(String... pathsAndTexts) {
        Builder builder = builder();
        for (int n = 0; n + 1 < pathsAndTexts.length; n += 2) {
            builder.file(pathsAndTexts[n], pathsAndTexts[n + 1].getBytes(StandardCharsets.UTF_8));
        }
        return builder.build();
    }

    @Override
    public Optional<String> text(String path, int limit) {
        byte[] bytes = contents.get(path);
        return bytes == null || bytes.length > limit
                ? Optional.empty()
                : Optional.of(new String(bytes, StandardCharsets.UTF_8));
    }

    @Override
    public InputStream open(String path) {
        byte[] bytes = contents.get(path);
        if (bytes == null) {
            throw Fault.of(
                    FaultCode.NOT_FOUND, "Could not open \"" + Entries.shown(path) + "\": there is no such file.");
        }
        return new ByteArrayInputStream(bytes);
    }

    /** Collects the entries of a tree. */
    public static final class Builder {
        private final Entries entries;
        private final Map<String, byte[]> contents = new HashMap<>();

        private Builder(TreeLimits limits) {
            entries = new Entries(limits);
        }

        /** Adds a plain file. */
        public Builder file(String path, byte[] bytes) {
            return put(path, TreeEntry.Kind.FILE, bytes);
        }

        /** Adds an executable file. */
        public Builder executable(String path, byte[] bytes) {
            return put(path, TreeEntry.Kind.EXECUTABLE, bytes);
        }

        /** Adds a symlink. */
        public Builder link(String path, String target) {
            entries.add(new TreeEntry(path, TreeEntry.Kind.SYMLINK, 0, target));
            return this;
        }

        /** Adds a folder, for instance an empty one. */
        public Builder folder(String path) {
            entries.add(new TreeEntry(path, TreeEntry.Kind.FOLDER, 0, null));
            return this;
        }

        /** The tree so far. */
        public MapTree build() {
            return new MapTree(entries, Map.copyOf(contents));
        }

        private Builder put(String path, TreeEntry.Kind kind, byte[] bytes) {
            entries.add(new TreeEntry(path, kind, bytes.length, null));
            contents.put(path, bytes.clone());
            return this;
        }
    }
}
