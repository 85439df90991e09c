package io.firn.image;

import io.firn.nix.NarReader;
import io.firn.nix.NarVisitor;
import io.firn.nix.StorePath;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.function.Function;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/**
 * Writes a layer as an uncompressed tar. Equal content gives equal bytes, always: whoever changes what this class writes must
 * raise {@link #VERSION}, for images that exist keep their digests.
 */
final class LayerWriter {
    /** Version of the bytes. */
    static final int VERSION = 1;

    private static final int FOLDER = 0555;
    private static final int FILE = 0444;
    private static final int EXECUTABLE = 0555;
    private static final int LINK = 0777;
    private static final int OPEN_FOLDER = 0755;
    private static final int STICKY_FOLDER = 01777;
    private static final FileTime ONE_SECOND = FileTime.from(Instant.ofEpochSecond(1));

    private static final String PASSWD =
            """
            root:x:0:0:root:/root:/bin/sh
            app:x:10001:10001:app:/tmp:/bin/sh
            nobody:x:65534:65534:nobody:/tmp:/bin/sh
            """;
    private static final String GROUP =
            """
            root:x:0:
            app:x:10001:
            nogroup:x:65534:
            """;
    private static final String NSSWITCH = "passwd: files\ngroup: files\nhosts: files dns\n";

    private final TarArchiveOutputStream tar;
    private final Function<StorePath, InputStream> nars;

    private LayerWriter(OutputStream out, Function<StorePath, InputStream> nars) {
        this.tar = new TarArchiveOutputStream(out, StandardCharsets.UTF_8.name());
        this.tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
        this.tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
        this.tar.setAddPaxHeadersForNonAsciiNames(true);
        this.nars = nars;
    }

    /** Writes the whole layer; the stream stays open. */
    static void write(LayerContent content, Function<StorePath, InputStream> nars, OutputStream out)
            throws IOException {
        var writer = new LayerWriter(out, nars);
        switch (content) {
            case LayerContent.Base base -> writer.base(base);
            case LayerContent.Paths paths -> writer.paths(paths);
        }
        writer.tar.finish();
        writer.tar.flush();
    }

    private void base(LayerContent.Base base) throws IOException {
        folder("bin/", OPEN_FOLDER);
        link("bin/sh", base.bash() + "/bin/bash");
        folder("etc/", OPEN_FOLDER);
        text("etc/group", GROUP);
        text("etc/nsswitch.conf", NSSWITCH);
        text("etc/passwd", PASSWD);
        folder("etc/ssl/", OPEN_FOLDER);
        folder("etc/ssl/certs/", OPEN_FOLDER);
        link("etc/ssl/certs/ca-certificates.crt", base.cacert());
        store();
        folder("root/", 0700);
        folder("tmp/", STICKY_FOLDER);
        folder("usr/", OPEN_FOLDER);
        folder("usr/bin/", OPEN_FOLDER);
        link("usr/bin/env", base.coreutils() + "/bin/env");
    }

    private void paths(LayerContent.Paths paths) throws IOException {
        store();
        for (String path : paths.paths()) {
            StorePath storePath = StorePath.parse(path);
            try (InputStream nar = nars.apply(storePath)) {
                NarReader.read(new java.io.BufferedInputStream(nar, 1 << 16), new IntoTar(path.substring(1)));
            }
        }
    }

    private void store() throws IOException {
        folder("nix/", OPEN_FOLDER);
        folder("nix/store/", OPEN_FOLDER);
    }

    private void folder(String name, int mode) throws IOException {
        put(new TarArchiveEntry(name, TarConstants.LF_DIR), mode, 0);
        tar.closeArchiveEntry();
    }

    private void link(String name, String target) throws IOException {
        var entry = new TarArchiveEntry(name, TarConstants.LF_SYMLINK);
        entry.setLinkName(target);
        put(entry, LINK, 0);
        tar.closeArchiveEntry();
    }

    private void text(String name, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        put(new TarArchiveEntry(name, TarConstants.LF_NORMAL), FILE, bytes.length);
        tar.write(bytes);
        tar.closeArchiveEntry();
    }

    private void put(TarArchiveEntry entry, int mode, long size) throws IOException {
        entry.setMode(mode);
        entry.setSize(size);
        entry.setLastModifiedTime(ONE_SECOND);
        entry.setIds(0, 0);
        entry.setNames("", "");
        tar.putArchiveEntry(entry);
    }

    /** Puts what a NAR holds below a name. */
    private final class IntoTar implements NarVisitor {
        private final String top;

        IntoTar(String top) {
            this.top = top;
        }

        @Override
        public void folder(String path) throws IOException {
            LayerWriter.this.folder(name(path) + "/", FOLDER);
        }

        @Override
        public void file(String path, boolean executable, long size, InputStream content) throws IOException {
            put(new TarArchiveEntry(name(path), TarConstants.LF_NORMAL), executable ? EXECUTABLE : FILE, size);
            content.transferTo(tar);
            tar.closeArchiveEntry();
        }

        @Override
        public void symlink(String path, String target) throws IOException {
            link(name(path), target);
        }

        private String name(String path) {
            return path.isEmpty() ? top : top + "/" + path;
        }
    }
}
