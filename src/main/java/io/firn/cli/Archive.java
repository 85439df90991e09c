package io.firn.cli;

import io.firn.tree.Tree;
import io.firn.tree.TreeEntry;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/** A tree as a {@code .tar.gz}: the same bytes for the same tree. */
final class Archive {
    private Archive() {}

    static void write(Tree tree, OutputStream to) throws IOException {
        try (var gzip = new GZIPOutputStream(to, 1 << 16);
                var tar = new TarArchiveOutputStream(gzip, StandardCharsets.UTF_8.name())) {
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
            tar.setAddPaxHeadersForNonAsciiNames(true);
            for (TreeEntry entry : tree.entries()) {
                one(tree, entry, tar);
            }
        }
    }

    private static void one(Tree tree, TreeEntry entry, TarArchiveOutputStream tar) throws IOException {
        TarArchiveEntry header =
                switch (entry.kind()) {
                    case FOLDER -> new TarArchiveEntry(entry.path() + "/");
                    case SYMLINK -> new TarArchiveEntry(entry.path(), TarConstants.LF_SYMLINK);
                    case FILE, EXECUTABLE -> new TarArchiveEntry(entry.path());
                };
        header.setModTime(0L);
        header.setIds(0, 0);
        header.setNames("", "");
        header.setMode(entry.kind() == TreeEntry.Kind.FILE ? 0644 : 0755);
        if (entry.link() != null) {
            header.setLinkName(entry.link());
        }
        header.setSize(entry.isFile() ? entry.size() : 0);
        tar.putArchiveEntry(header);
        if (entry.isFile()) {
            try (InputStream in = tree.open(entry.path())) {
                in.transferTo(tar);
            }
        }
        tar.closeArchiveEntry();
    }
}
