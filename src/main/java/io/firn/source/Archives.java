package io.firn.source;

import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import io.firn.tree.Entries;
import io.firn.tree.TreeEntry;
import io.firn.tree.TreeLimits;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.dircache.DirCacheEntry;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.jspecify.annotations.Nullable;

/**
 * Turns a {@code .tar.gz} into a Git tree without unpacking it to disk, under the same rules as a pushed one. Owners and times
 * are dropped, so that the same files are the same tree.
 */
final class Archives {
    private static final int LONGEST_LINK = 4096;

    private final TreeLimits limits;

    Archives(TreeLimits limits) {
        this.limits = limits;
    }

    /** Writes the files through the inserter and returns the tree's id. */
    ObjectId tree(InputStream gzip, ObjectInserter inserter) throws IOException {
        Entries entries = new Entries(limits);
        DirCache index = DirCache.newInCore();
        var builder = index.builder();
        try (var tar =
                new TarArchiveInputStream(new Bounded(new GZIPInputStream(new BufferedInputStream(gzip))), "UTF-8")) {
            for (TarArchiveEntry one = tar.getNextEntry(); one != null; one = tar.getNextEntry()) {
                DirCacheEntry added = add(one, tar, entries, inserter);
                if (added != null) {
                    builder.add(added);
                }
            }
        } catch (ZipException | EOFException | IllegalArgumentException damaged) {
            throw Fault.of(
                            FaultCode.INVALID,
                            "Could not read the archive: it is not a whole .tar.gz file.",
                            "Make it with: tar -czf app.tar.gz -C DIR .")
                    .causedBy(damaged);
        }
        new LinkCheck(entries).all();
        builder.finish();
        return index.writeTree(inserter);
    }

    /** {@code ./a/b/} as {@code a/b}; the root itself is empty. */
    private static String relative(String name) {
        String path = name;
        while (path.startsWith("./")) {
            path = path.substring(2);
        }
        while (path.endsWith("/")) {
            path = path.substring(0, path.length() - 1);
        }
        return path.equals(".") ? "" : path;
    }

    /** Ends a decompression that goes on past all that the limits let in. */
    private final class Bounded extends FilterInputStream {
        private long left = limits.totalBytes() + 4096L * limits.entries();

        Bounded(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int n = super.read(buffer, offset, length);
            left -= Math.max(n, 0);
            if (left < 0) {
                throw Fault.of(
                        FaultCode.TOO_LARGE,
                        "Could not read the archive: it unpacks to more than " + Sizes.text(limits.totalBytes()) + ".",
                        "Leave out what is generated or downloaded (node_modules, build output).");
            }
            return n;
        }
    }

    private @Nullable DirCacheEntry add(
            TarArchiveEntry one, TarArchiveInputStream tar, Entries entries, ObjectInserter inserter)
            throws IOException {
        String path = relative(one.getName());
        if (path.isEmpty() || one.isGlobalPaxHeader() || one.isPaxHeader()) {
            return null;
        }
        if (one.isDirectory()) {
            entries.add(new TreeEntry(path, TreeEntry.Kind.FOLDER, 0, null));
            return null;
        }
        if (one.isSymbolicLink() && one.getLinkName().length() <= LONGEST_LINK) {
            entries.add(new TreeEntry(path, TreeEntry.Kind.SYMLINK, 0, one.getLinkName()));
            DirCacheEntry entry = new DirCacheEntry(path.getBytes(StandardCharsets.UTF_8));
            entry.setFileMode(FileMode.SYMLINK);
            entry.setObjectId(
                    inserter.insert(Constants.OBJ_BLOB, one.getLinkName().getBytes(StandardCharsets.UTF_8)));
            return entry;
        }
        if (one.isLink() || one.isCharacterDevice() || one.isBlockDevice() || one.isFIFO() || one.isSparse()) {
            throw Fault.of(
                    FaultCode.INVALID,
                    "Could not read \"" + Shown.name(path) + "\": the archive holds something else than a file, "
                            + "a folder or a symbolic link there.",
                    "Leave it out, or pack with: tar --hard-dereference -czf");
        }
        boolean executable = (one.getMode() & 0100) != 0;
        entries.add(
                new TreeEntry(path, executable ? TreeEntry.Kind.EXECUTABLE : TreeEntry.Kind.FILE, one.getSize(), null));
        DirCacheEntry entry = new DirCacheEntry(path.getBytes(StandardCharsets.UTF_8));
        entry.setFileMode(executable ? FileMode.EXECUTABLE_FILE : FileMode.REGULAR_FILE);
        entry.setObjectId(inserter.insert(Constants.OBJ_BLOB, one.getSize(), tar));
        return entry;
    }
}
