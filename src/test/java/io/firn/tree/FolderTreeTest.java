package io.firn.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderTreeTest {
    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    Path folder;

    @Test
    void entriesAreSortedAndKnowWhatTheyAre() throws IOException {
        write("b/run", "x");
        Files.setPosixFilePermissions(folder.resolve("b/run"), PosixFilePermissions.fromString("rwxr-xr-x"));
        write("a.txt", "hello");
        Files.createSymbolicLink(folder.resolve("b/link"), Path.of("../a.txt"));
        write(".git/config", "secret");
        assertThat(paths(tree())).containsExactly("a.txt", "b", "b/link", "b/run");
        assertThat(tree().entry("b/run")).map(TreeEntry::kind).contains(TreeEntry.Kind.EXECUTABLE);
        assertThat(tree().entry("b/link")).map(TreeEntry::link).contains("../a.txt");
        assertThat(tree().text("a.txt", 5)).contains("hello");
        assertThat(tree().text("a.txt", 4)).isEmpty();
        assertThat(tree().text("b/link", 100)).isEmpty();
        assertThat(tree().list("b")).extracting(TreeEntry::name).containsExactly("link", "run");
    }

    @Test
    void aLinkOutOfTheTreeIsRefused() throws IOException {
        for (String target : List.of("/etc/passwd", "../x", "a/../../x")) {
            Files.deleteIfExists(folder.resolve("out"));
            Files.createSymbolicLink(folder.resolve("out"), Path.of(target));
            refused(FaultCode.INVALID, "link out of the tree");
        }
    }

    @Test
    void aLinkedFolderIsNotEntered() throws IOException {
        write("real/file", "x");
        Files.createSymbolicLink(folder.resolve("loop"), Path.of("."));
        assertThat(paths(tree())).containsExactly("loop", "real", "real/file");
    }

    @Test
    void socketsAreRefused() throws IOException {
        try (var socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            socket.bind(UnixDomainSocketAddress.of(folder.resolve("sock")));
            refused(FaultCode.INVALID, "a device, a socket or a pipe");
        }
    }

    @Test
    void limitsAreHeldTo() throws IOException {
        write("a/b/c/d", "12345");
        write("e", "12345");
        assertThatThrownBy(() -> FolderTree.of(folder, new TreeLimits(4, 100, 100, 10, 100))
                        .entries())
                .hasMessageContaining("5 bytes, the limit is 4");
        assertThatThrownBy(() -> FolderTree.of(folder, new TreeLimits(10, 9, 100, 10, 100))
                        .entries())
                .hasMessageContaining("more than 9 bytes together");
        assertThatThrownBy(() -> FolderTree.of(folder, new TreeLimits(10, 100, 4, 10, 100))
                        .entries())
                .hasMessageContaining("more than 4 entries");
        assertThatThrownBy(() -> FolderTree.of(folder, new TreeLimits(10, 100, 100, 2, 100))
                        .entries())
                .hasMessageContaining("deeper than 2 folders");
        assertThatThrownBy(() -> FolderTree.of(folder, new TreeLimits(10, 100, 100, 10, 3))
                        .entries())
                .hasMessageContaining("longer than 3 bytes");
    }

    @Test
    void namesThatBreakShellsAreOnlyNames() throws IOException {
        String name = "$(touch x) `y` '\"${z}\n;";
        write(name, "x");
        assertThat(paths(tree())).containsExactly(name);
    }

    @Test
    void whatGitIgnoresIsLeftOut() throws IOException {
        write(".gitignore", "# ours\nnode_modules/\n*.log\n!keep.log\n/only-here\nbuild/**/tmp\n[bad\n\\#x\n");
        write("node_modules/x/y", "");
        write("deep/node_modules/z", "");
        write("a.log", "");
        write("keep.log", "");
        write("only-here", "");
        write("deep/only-here", "");
        write("build/a/b/tmp", "");
        write("#x", "");
        write("deep/.gitignore", "local\n");
        write("deep/local", "");
        write("local", "");
        assertThat(paths(FolderTree.tracked(folder, TreeLimits.DEFAULT)))
                .containsExactly(
                        ".gitignore",
                        "build",
                        "build/a",
                        "build/a/b",
                        "deep",
                        "deep/.gitignore",
                        "deep/only-here",
                        "keep.log",
                        "local");
    }

    @Test
    void aFolderThatIsNotThereIsNotFound() {
        assertThatThrownBy(() -> FolderTree.of(folder.resolve("none"), TreeLimits.DEFAULT))
                .isInstanceOfSatisfying(
                        Fault.class, fault -> assertThat(fault.code()).isEqualTo(FaultCode.NOT_FOUND));
    }

    @Test
    void whatMayNotBeReadIsSaid() throws IOException {
        assumeTrue(!"root".equals(System.getProperty("user.name")), "root may read everything");
        write("closed/x", "");
        Files.setPosixFilePermissions(folder.resolve("closed"), PosixFilePermissions.fromString("---------"));
        refused(FaultCode.INVALID, "does not let it be read");
    }

    private FolderTree tree() {
        return FolderTree.of(folder, TreeLimits.DEFAULT);
    }

    private void refused(FaultCode code, String message) {
        assertThatThrownBy(() -> tree().entries()).isInstanceOfSatisfying(Fault.class, fault -> {
            assertThat(fault.code()).isEqualTo(code);
            assertThat(fault.getMessage()).contains(message);
        });
    }

    private static List<String> paths(Tree tree) {
        return tree.entries().stream().map(TreeEntry::path).toList();
    }

    private void write(String path, String text) throws IOException {
        Path file = folder.resolve(path);
        Files.createDirectories(file.resolveSibling("."));
        Files.writeString(file, text);
    }
}
