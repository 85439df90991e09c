package io.firn.cache;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Objects;

/** One file on its way into a {@link DiskBlobStore}. */
final class DiskDraft implements BlobStore.Draft {
    private final Path draft;
    private final String key;
    private final Path target;
    private final FileChannel channel;
    private final OutputStream out;
    private boolean placed;

    DiskDraft(Path draft, String key, Path target) throws IOException {
        this.draft = draft;
        this.key = key;
        this.target = target;
        this.channel = FileChannel.open(draft, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        // Tells other control planes on the same folder that somebody writes it; the kernel lets go of it when we die.
        channel.lock();
        this.out = new Naming(Channels.newOutputStream(channel));
    }

    @Override
    public OutputStream stream() {
        return out;
    }

    @Override
    public void commit() {
        try {
            channel.force(true);
            place();
            DiskBlobStore.harden(folder());
        } catch (IOException e) {
            throw DiskFaults.of("keep the blob '" + key + "'", e);
        }
    }

    @Override
    public void commitUnsettled() {
        try {
            place();
        } catch (IOException e) {
            throw DiskFaults.of("keep the blob '" + key + "'", e);
        }
    }

    private Path folder() {
        return Objects.requireNonNull(target.getParent(), "a blob lies in a folder");
    }

    private void place() throws IOException {
        if (Files.exists(target)) {
            throw BlobKeys.taken(key);
        }
        try {
            Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (NoSuchFileException firstInItsFolder) {
            Files.createDirectories(folder());
            Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE);
        }
        placed = true;
        channel.close();
    }

    @Override
    public void close() {
        try {
            channel.close();
            if (!placed) {
                Files.deleteIfExists(draft);
            }
        } catch (IOException e) {
            throw DiskFaults.of("clear away a half written blob", e);
        }
    }

    /** Gives a write that fails its name, so that a full disk is told as one. */
    private static final class Naming extends FilterOutputStream {
        Naming(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            try {
                out.write(bytes, offset, length);
            } catch (IOException e) {
                throw DiskFaults.of("write a blob", e);
            }
        }

        @Override
        public void write(int value) {
            write(new byte[] {(byte) value}, 0, 1);
        }

        /** The file stays open for the commit. */
        @Override
        public void close() {}
    }
}
