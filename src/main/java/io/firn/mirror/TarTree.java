package io.firn.mirror;

import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import io.firn.tree.Entries;
import io.firn.tree.ListedTree;
import io.firn.tree.TreeEntry;
import io.firn.tree.TreeLimits;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarFile;

/** What is in the one folder of an archive, as code hosts pack a commit; an unpacked .tar whose files are read where they lie. */
final class TarTree extends ListedTree implements Closeable {
    private final TarFile archive;
    private final Map<String, TarArchiveEntry> files = new HashMap<>();

    TarTree(Path tar) throws IOException {
        super(new Entries(TreeLimits.DEFAULT));
        archive = new TarFile(tar);
        try {
            archive.getEntries().forEach(this::add);
        } catch (RuntimeException broken) {
            archive.close();
            throw broken;
        }
    }

    private void add(TarArchiveEntry entry) {
        int slash = entry.getName().indexOf('/');
        String path = slash < 0 ? "" : entry.getName().substring(slash + 1).replaceFirst("/+$", "");
        if (path.isEmpty() || entry.isGlobalPaxHeader()) {
            return;
        }
        if (entry.isDirectory()) {
            entries.add(new TreeEntry(path, TreeEntry.Kind.FOLDER, 0, null));
        } else if (entry.isSymbolicLink()) {
            entries.add(new TreeEntry(path, TreeEntry.Kind.SYMLINK, 0, entry.getLinkName()));
        } else if (entry.isFile() && !entry.isLink() && !entry.isSparse()) {
            boolean executable = (entry.getMode() & 0100) != 0;
            entries.add(new TreeEntry(
                    path, executable ? TreeEntry.Kind.EXECUTABLE : TreeEntry.Kind.FILE, entry.getSize(), null));
            files.put(path, entry);
        } else {
            throw Fault.of(
                    FaultCode.INVALID,
                    "Could not read an archive: it holds something else than files, folders and symbolic links.");
        }
    }

    @Override
    public Optional<String> text(String path, int limit) {
        TarArchiveEntry entry = files.get(path);
        if (entry == null || entry.getSize() > limit) {
            return Optional.empty();
        }
        try (InputStream in = open(path)) {
            return Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    @Override
    public InputStream open(String path) {
        TarArchiveEntry entry = files.get(path);
        if (entry == null) {
            throw Fault.of(FaultCode.NOT_FOUND, "Could not open a file of an archive: there is no such file.");
        }
        try {
            return archive.getInputStream(entry);
        } catch (IOException e) {
            throw Fault.of(FaultCode.UNAVAILABLE, "Could not read an archive: " + e.getMessage() + ".")
                    .causedBy(e);
        }
    }

    @Override
    public void close() throws IOException {
        archive.close();
    }
}
