package io.firn.farm;

import io.firn.tree.Tree;
import io.firn.tree.TreeEntry;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A flat folder of text files, for flakes made by tests. */
final class MemoryTree implements Tree {
    private final TreeMap<String, String> files;

    MemoryTree(Map<String, String> files) {
        this.files = new TreeMap<>(files);
    }

    @Override
    public List<TreeEntry> entries() {
        return files.entrySet().stream()
                .map(file -> new TreeEntry(
                        file.getKey(),
                        TreeEntry.Kind.FILE,
                        file.getValue().getBytes(StandardCharsets.UTF_8).length,
                        null))
                .toList();
    }

    @Override
    public Optional<TreeEntry> entry(String path) {
        return entries().stream().filter(entry -> entry.path().equals(path)).findFirst();
    }

    @Override
    public List<TreeEntry> list(String folder) {
        return folder.isEmpty() ? entries() : List.of();
    }

    @Override
    public Optional<String> text(String path, int limit) {
        return Optional.ofNullable(files.get(path));
    }

    @Override
    public InputStream open(String path) {
        return new ByteArrayInputStream(String.valueOf(files.get(path)).getBytes(StandardCharsets.UTF_8));
    }
}
