package io.firn.nix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.firn.fault.Fault;
import io.firn.tree.Tree;
import io.firn.tree.TreeEntry;
import io.firn.tree.TreeEntry.Kind;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class NarTest {
    @Test
    void hashIsTheOneThatNixGives() {
        // Made with: printf 'hello\n' > t/a.txt; printf '#!/bin/sh\n' > t/run; chmod +x t/run; ln -s ../x t/link; mkdir
        // t/sub;
        // : > t/sub/empty; nix-hash --type sha256 --base32 t
        var tree = new MemoryTree()
                .file("a.txt", "hello\n")
                .executable("run", "#!/bin/sh\n")
                .link("link", "../x")
                .file("sub/empty", "");
        assertThat(Nar.digest(tree).hash().base32())
                .isEqualTo("sha256:05r18x25j7rc4kjylz3i1mm00v2h4nipsc4013bjnp7da1zl2i53");
    }

    @Test
    void readerGivesBackWhatTheWriterWrote() throws IOException {
        var random = new Random(7);
        for (int round = 0; round < 40; round++) {
            var tree = new MemoryTree();
            int count = random.nextInt(12);
            for (int n = 0; n < count; n++) {
                String name = (random.nextBoolean() ? "d" + random.nextInt(3) + "/" : "")
                        + "n\uD83D\uDE00é".substring(0, 1 + random.nextInt(3))
                        + n;
                byte[] bytes = new byte[random.nextInt(40)];
                random.nextBytes(bytes);
                tree.file(name, new String(bytes, StandardCharsets.ISO_8859_1));
            }
            byte[] nar = bytes(tree);
            var again = new MemoryTree();
            NarReader.read(new ByteArrayInputStream(nar), again.asVisitor());
            assertThat(bytes(again)).isEqualTo(nar);
        }
    }

    @Test
    void namesAreSortedAsBytes() throws IOException {
        // In UTF-16 the order is the other way round.
        byte[] nar = bytes(new MemoryTree().file("\uD83D\uDE00", "").file("\uFF5E", ""));
        assertThat(names(nar)).containsExactly("", "\uFF5E", "\uD83D\uDE00");
    }

    @Test
    void everyCutNarIsRefused() throws IOException {
        byte[] nar = bytes(new MemoryTree().file("a", "text").link("b", "a"));
        for (int length = 0; length < nar.length; length++) {
            byte[] cut = Arrays.copyOf(nar, length);
            assertThatThrownBy(() -> names(cut)).isInstanceOf(Fault.class);
        }
    }

    @Test
    void everyFlippedByteIsRefusedOrRemainsAReadableNar() throws IOException {
        byte[] nar = bytes(new MemoryTree().file("a", "text").link("b", "a").executable("c/d", "x"));
        for (int at = 0; at < nar.length; at++) {
            byte[] wrong = nar.clone();
            wrong[at] ^= (byte) 0x81;
            try {
                names(wrong);
            } catch (Fault malformed) {
                assertThat(malformed.getMessage()).startsWith("Could not read a NAR: ");
            }
        }
    }

    @Test
    void namesThatLeaveTheirFolderAreRefused() {
        for (String name : List.of("..", ".", "", "a/b", "a\0b")) {
            assertThatThrownBy(() -> names(folderWith(name))).hasMessageContaining("cannot be a file's name");
        }
        assertThatThrownBy(() -> names(folderWith("b", "a"))).hasMessageContaining("out of order");
        assertThatThrownBy(() -> names(folderWith("a", "a"))).hasMessageContaining("out of order");
    }

    @Test
    void depthIsBounded() {
        var tree = new MemoryTree().file(String.join("/", Collections.nCopies(300, "d")) + "/f", "");
        assertThatThrownBy(() -> names(bytes(tree))).hasMessageContaining("deep");
    }

    private static byte[] folderWith(String... names) throws IOException {
        var out = new ByteArrayOutputStream();
        var writer = new NarWriter(out);
        writer.text("nix-archive-1").text("(").text("type").text("directory");
        for (String name : names) {
            writer.text("entry").text("(").text("name").text(name).text("node");
            writer.file(false, 0, InputStream.nullInputStream());
            writer.text(")");
        }
        writer.text(")");
        return out.toByteArray();
    }

    private static List<String> names(byte[] nar) throws IOException {
        var names = new ArrayList<String>();
        NarReader.read(new ByteArrayInputStream(nar), new NarVisitor() {
            @Override
            public void folder(String path) {
                names.add(path);
            }

            @Override
            public void file(String path, boolean executable, long size, InputStream content) {
                names.add(path);
            }

            @Override
            public void symlink(String path, String target) {
                names.add(path);
            }
        });
        return names;
    }

    private static byte[] bytes(Tree tree) throws IOException {
        var out = new ByteArrayOutputStream();
        Nar.write(tree, out);
        return out.toByteArray();
    }

    /** A tree in memory. */
    private static final class MemoryTree implements Tree {
        private final TreeMap<String, TreeEntry> entries = new TreeMap<>();
        private final TreeMap<String, byte[]> contents = new TreeMap<>();

        MemoryTree file(String path, String latin1) {
            return put(path, Kind.FILE, latin1.getBytes(StandardCharsets.ISO_8859_1), null);
        }

        MemoryTree executable(String path, String latin1) {
            return put(path, Kind.EXECUTABLE, latin1.getBytes(StandardCharsets.ISO_8859_1), null);
        }

        MemoryTree link(String path, String target) {
            return put(path, Kind.SYMLINK, new byte[0], target);
        }

        private MemoryTree put(String path, Kind kind, byte[] bytes, @org.jspecify.annotations.Nullable String link) {
            for (int at = path.indexOf('/'); at > 0; at = path.indexOf('/', at + 1)) {
                String folder = path.substring(0, at);
                entries.put(folder, new TreeEntry(folder, Kind.FOLDER, 0, null));
            }
            entries.put(path, new TreeEntry(path, kind, bytes.length, link));
            contents.put(path, bytes);
            return this;
        }

        NarVisitor asVisitor() {
            return new NarVisitor() {
                @Override
                public void folder(String path) {
                    if (!path.isEmpty()) {
                        entries.put(path, new TreeEntry(path, Kind.FOLDER, 0, null));
                    }
                }

                @Override
                public void file(String path, boolean executable, long size, InputStream content) throws IOException {
                    put(path, executable ? Kind.EXECUTABLE : Kind.FILE, content.readAllBytes(), null);
                }

                @Override
                public void symlink(String path, String target) {
                    link(path, target);
                }
            };
        }

        @Override
        public List<TreeEntry> entries() {
            return List.copyOf(entries.values());
        }

        @Override
        public Optional<TreeEntry> entry(String path) {
            return Optional.ofNullable(entries.get(path));
        }

        @Override
        public List<TreeEntry> list(String folder) {
            String prefix = folder.isEmpty() ? "" : folder + "/";
            return entries.values().stream()
                    .filter(e -> e.path().startsWith(prefix)
                            && e.path().indexOf('/', prefix.length()) < 0
                            && !e.path().equals(folder))
                    .toList();
        }

        @Override
        public Optional<String> text(String path, int limit) {
            return Optional.empty();
        }

        @Override
        public InputStream open(String path) {
            return new ByteArrayInputStream(Objects.requireNonNull(contents.get(path)));
        }
    }
}
