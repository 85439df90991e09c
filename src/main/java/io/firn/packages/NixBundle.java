package io.firn.packages;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.firn.nix.Nar;
import io.firn.nix.NarDigest;
import io.firn.nix.StorePath;
import io.firn.nix.StorePaths;
import io.firn.tree.FolderTree;
import io.firn.tree.Tree;
import io.firn.tree.TreeEntry;
import io.firn.tree.TreeLimits;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/**
 * Firn's own Nix, for machines whose distribution has none that is new enough: Nix out of Debian's packages with the C library
 * and the libraries that it was linked with, as one store path that refers to nothing. It is named by its content, so it needs
 * no Nix to be made.
 *
 * @param pin what was made when this version of Firn was
 * @param lock its packages
 * @param starter the script that starts it
 */
public record NixBundle(Pin pin, PackageLock lock, String starter) {
    private static final String FOLDER = "/runtime/nix/";
    private static final int RESOURCE_LIMIT = 4 << 20;
    /** Nix gives all that lies in its store this time, in seconds. */
    private static final int STORE_TIME = 1;

    /**
     * Which archive it is; the join script carries the same hash.
     *
     * @param schema 1
     * @param system {@code x86_64-linux}
     * @param version Nix's
     * @param release of the lock
     * @param sha256 of the archive before it is compressed: 64 hexadecimal digits
     */
    public record Pin(int schema, String system, String version, String release, String sha256) {}

    /** The one that this version of Firn offers. */
    public static NixBundle own() {
        try {
            Pin pin = new ObjectMapper().readValue(read("pin.json"), Pin.class);
            return new NixBundle(pin, PackageLock.parse(read(pin.release() + ".lock.json")), read("nix.sh"));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("this build of Firn has an unreadable " + FOLDER + "pin.json", e);
        }
    }

    /**
     * Writes the archive, uncompressed: {@code nix/store/…}, and {@code nix-support} with {@code program} (the store path) and
     * {@code registration} (for {@code nix-store --load-db}). The same packages give the same bytes.
     *
     * @param debs a package's file, checked
     * @param work an empty folder on a disk with some 100 MB of room; the caller deletes it
     */
    public void write(Function<PackageLock.Entry, Path> debs, Path work, OutputStream out) throws IOException {
        var contents = new NixContents(work);
        for (PackageLock.Entry entry : lock.packages().values()) {
            contents.add(debs.apply(entry));
        }
        contents.finish(starter);
        Tree tree = FolderTree.of(work, TreeLimits.DEFAULT);
        NarDigest digest = Nar.digest(tree);
        StorePath path = StorePaths.fixedRecursive("firn-nix-" + pin.version(), digest.hash());
        var tar = new TarArchiveOutputStream(out, StandardCharsets.UTF_8.name());
        tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
        folder(tar, path.toString().substring(1) + "/");
        List<TreeEntry> entries = tree.entries().stream()
                .sorted(Comparator.comparing(TreeEntry::path))
                .toList();
        for (TreeEntry entry : entries) {
            add(tar, tree, entry, path.toString().substring(1) + "/" + entry.path());
        }
        text(tar, "nix-support/program", path + "\n");
        // path, hash, size, no deriver, no references: as nix-store --dump-db prints it
        text(tar, "nix-support/registration", path + "\n" + digest.hash().hex() + "\n" + digest.size() + "\n\n0\n");
        tar.finish();
        tar.flush();
    }

    private static void add(TarArchiveOutputStream tar, Tree tree, TreeEntry entry, String name) throws IOException {
        switch (entry.kind()) {
            case FOLDER -> folder(tar, name + "/");
            case SYMLINK -> {
                var link = new TarArchiveEntry(name, TarConstants.LF_SYMLINK);
                link.setLinkName(entry.link());
                put(tar, link, 0777);
                tar.closeArchiveEntry();
            }
            case FILE, EXECUTABLE -> {
                var file = new TarArchiveEntry(name);
                file.setSize(entry.size());
                put(tar, file, entry.kind() == TreeEntry.Kind.EXECUTABLE ? 0555 : 0444);
                try (InputStream in = tree.open(entry.path())) {
                    in.transferTo(tar);
                }
                tar.closeArchiveEntry();
            }
        }
    }

    private static void folder(TarArchiveOutputStream tar, String name) throws IOException {
        put(tar, new TarArchiveEntry(name), 0555);
        tar.closeArchiveEntry();
    }

    private static void text(TarArchiveOutputStream tar, String name, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        var file = new TarArchiveEntry(name);
        file.setSize(bytes.length);
        put(tar, file, 0444);
        tar.write(bytes);
        tar.closeArchiveEntry();
    }

    private static void put(TarArchiveOutputStream tar, TarArchiveEntry entry, int mode) throws IOException {
        entry.setMode(mode);
        entry.setIds(0, 0);
        entry.setNames("root", "root");
        entry.setLastModifiedTime(FileTime.from(java.time.Instant.ofEpochSecond(STORE_TIME)));
        tar.putArchiveEntry(entry);
    }

    private static String read(String name) {
        try (InputStream in = NixBundle.class.getResourceAsStream(FOLDER + name)) {
            if (in == null) {
                throw new IllegalStateException("this build of Firn lacks " + FOLDER + name);
            }
            return new String(in.readNBytes(RESOURCE_LIMIT), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
