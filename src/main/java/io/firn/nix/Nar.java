package io.firn.nix;

import io.firn.tree.Tree;
import io.firn.tree.TreeEntry;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/**
 * Nix's archive format: one byte stream for a tree of files, without times and owners, so that equal trees have equal bytes.
 * Source: Nix manual, "Nix Archive (NAR) format".
 */
public final class Nar {
    static final String MAGIC = "nix-archive-1";

    /** Nix sorts names as bytes, which differs from Java's order of strings past the basic plane. */
    private static final Comparator<TreeEntry> BY_NAME_BYTES =
            Comparator.comparing(entry -> entry.name().getBytes(StandardCharsets.UTF_8), Arrays::compareUnsigned);

    private Nar() {}

    /** Writes a tree's NAR; the stream stays open. */
    public static void write(Tree tree, OutputStream out) throws IOException {
        var writer = new NarWriter(out);
        writer.text(MAGIC);
        folder(tree, "", writer);
    }

    /** Writes the NAR of a single regular file. */
    public static void writeFile(boolean executable, byte[] content, OutputStream out) throws IOException {
        var writer = new NarWriter(out);
        writer.text(MAGIC);
        writer.file(executable, content.length, new java.io.ByteArrayInputStream(content));
    }

    /** Hash and size of a tree's NAR, without keeping it. */
    public static NarDigest digest(Tree tree) {
        try (var out = new HashingOutputStream(OutputStream.nullOutputStream())) {
            write(tree, out);
            return out.digest();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void folder(Tree tree, String path, NarWriter writer) throws IOException {
        writer.text("(").text("type").text("directory");
        List<TreeEntry> entries = tree.list(path).stream().sorted(BY_NAME_BYTES).toList();
        for (TreeEntry entry : entries) {
            writer.text("entry").text("(").text("name").text(entry.name()).text("node");
            node(tree, entry, writer);
            writer.text(")");
        }
        writer.text(")");
    }

    private static void node(Tree tree, TreeEntry entry, NarWriter writer) throws IOException {
        switch (entry.kind()) {
            case FOLDER -> folder(tree, entry.path(), writer);
            case SYMLINK -> writer.symlink(Objects.requireNonNull(entry.link()));
            case FILE, EXECUTABLE -> {
                try (InputStream content = tree.open(entry.path())) {
                    writer.file(entry.kind() == TreeEntry.Kind.EXECUTABLE, entry.size(), content);
                }
            }
        }
    }
}
