package io.firn.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.firn.fault.Fault;
import io.firn.tree.TreeEntry;
import io.firn.tree.TreeLimits;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.UUID;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.Repository;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchivesTest {
    private static final TreeLimits LIMITS = new TreeLimits(1 << 20, 4 << 20, 50, 20, 400);

    @TempDir
    Path temp;

    private Repository repository;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private TarArchiveOutputStream tar;

    @BeforeEach
    void start() throws IOException {
        repository = new Repositories(GitServer.settings(temp, 1 << 20)).open(UUID.randomUUID());
        tar = new TarArchiveOutputStream(new GZIPOutputStream(bytes), "UTF-8");
        tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
    }

    @Test
    void filesModesAndLinksBecomeAGitTree() throws IOException {
        folder("./");
        file("./index.js", "1", 0644);
        file("./bin/run", "2", 0755);
        link("./current", "bin/run");

        GitTree tree = new GitTree(repository, take(), LIMITS);

        assertThat(tree.text("index.js", 10)).contains("1");
        assertThat(tree.entry("bin/run").orElseThrow().kind()).isEqualTo(TreeEntry.Kind.EXECUTABLE);
        assertThat(tree.entry("current").orElseThrow().link()).isEqualTo("bin/run");
    }

    @Test
    void theSameFilesAreTheSameTreeWhateverTheirTimes() throws IOException {
        file("a", "1", 0644);
        ObjectId first = take();
        bytes.reset();
        start();
        file("./a", "1", 0640);

        assertThat(take()).isEqualTo(first);
    }

    @Test
    void whatLeavesTheTreeIsRefused() throws IOException {
        file("../evil", "1", 0644);
        assertThatThrownBy(this::take).isInstanceOf(Fault.class).hasMessageContaining("../evil");
    }

    @Test
    void aLinkOutOfTheTreeIsRefused() throws IOException {
        link("a/b", "../../etc");
        assertThatThrownBy(this::take).isInstanceOf(Fault.class).hasMessageContaining("a/b");
    }

    @Test
    void aFileOfZerosIsMeasuredByWhatItBecomes() throws IOException {
        file("zeros", new byte[2 << 20], 0644);
        assertThatThrownBy(this::take).isInstanceOf(Fault.class).hasMessageContaining("zeros");
    }

    @Test
    void devicesAreRefused() throws IOException {
        TarArchiveEntry device = new TarArchiveEntry("dev", TarConstants.LF_CHR);
        tar.putArchiveEntry(device);
        tar.closeArchiveEntry();
        assertThatThrownBy(this::take).isInstanceOf(Fault.class).hasMessageContaining("something else than a file");
    }

    @Test
    void whatIsNoArchiveIsSaid() {
        var noise = new ByteArrayInputStream("not an archive".getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(() -> new Archives(LIMITS).tree(noise, repository.newObjectInserter()))
                .isInstanceOf(Fault.class)
                .hasMessageContaining("not a whole .tar.gz");
    }

    private ObjectId take() throws IOException {
        tar.close();
        try (ObjectInserter inserter = repository.newObjectInserter()) {
            ObjectId tree = new Archives(LIMITS).tree(new ByteArrayInputStream(bytes.toByteArray()), inserter);
            inserter.flush();
            return tree;
        }
    }

    private void folder(String name) throws IOException {
        tar.putArchiveEntry(new TarArchiveEntry(name));
        tar.closeArchiveEntry();
    }

    private void file(String name, String text, int mode) throws IOException {
        file(name, text.getBytes(StandardCharsets.UTF_8), mode);
    }

    private void file(String name, byte[] content, int mode) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setSize(content.length);
        entry.setMode(mode);
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
    }

    private void link(String name, String target) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name, TarConstants.LF_SYMLINK);
        entry.setLinkName(target);
        tar.putArchiveEntry(entry);
        tar.closeArchiveEntry();
    }
}
