package io.firn.cache;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;

/**
 * Small blobs, written a second time into one file: forcing that one to the disk makes all of them durable, where forcing each
 * alone costs as many waits for the disk. The file goes when each blob has reached the disk by itself; where the machine went
 * down before, the next start puts back what the disk has lost of them. Form: for each blob its key, its length and its bytes,
 * then an empty key and the CRC-32 of all before.
 */
final class SettlingLog implements AutoCloseable {
    private static final int BUFFER = 1 << 16;

    private final Path file;
    private final FileChannel channel;

    private SettlingLog(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /**
     * One blob.
     *
     * @param key its key
     * @param bytes all of it
     */
    record Entry(String key, byte[] bytes) {}

    /** Writes a log and forces it to the disk; locked until it is closed, so that no other life takes it for a dead one's. */
    static SettlingLog write(Path file, List<Entry> entries) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        var log = new SettlingLog(file, channel);
        try {
            channel.lock();
            var sum = new CRC32();
            var out = new DataOutputStream(
                    new BufferedOutputStream(new CheckedOutputStream(Channels.newOutputStream(channel), sum), BUFFER));
            for (Entry entry : entries) {
                out.writeUTF(entry.key());
                out.writeInt(entry.bytes().length);
                out.write(entry.bytes());
            }
            out.writeUTF("");
            out.flush();
            out.writeLong(sum.getValue());
            out.flush();
            channel.force(true);
            DiskBlobStore.harden(DiskBlobStore.folder(file));
            return log;
        } catch (IOException | RuntimeException e) {
            log.forget();
            throw e;
        }
    }

    /** What the logs of dead processes hold, one log after the other; each goes when its blobs were taken. */
    static void replay(Path folder, Taker taker) throws IOException {
        List<Path> logs;
        try (var files = Files.list(folder)) {
            logs = files.sorted().toList();
        }
        for (Path log : logs) {
            try (FileChannel channel = FileChannel.open(log, StandardOpenOption.READ, StandardOpenOption.WRITE);
                    FileLock free = channel.tryLock()) {
                if (free != null) {
                    taker.take(read(channel));
                    Files.deleteIfExists(log);
                }
            } catch (OverlappingFileLockException ours) {
                // another store of this process is at it
            } catch (NoSuchFileException gone) {
                // its owner ended well meanwhile
            }
        }
    }

    /** Takes the blobs of one log; they must be on the disk when it returns. */
    @FunctionalInterface
    interface Taker {
        void take(List<Entry> entries) throws IOException;
    }

    /** Empty where the log was never written to its end: then nobody was told that its blobs are durable. */
    private static List<Entry> read(FileChannel channel) throws IOException {
        var sum = new CRC32();
        InputStream counted =
                new CheckedInputStream(new BufferedInputStream(Channels.newInputStream(channel), BUFFER), sum);
        var in = new DataInputStream(counted);
        var entries = new ArrayList<Entry>();
        try {
            for (String key = in.readUTF(); !key.isEmpty(); key = in.readUTF()) {
                int length = in.readInt();
                if (length < 0 || length > channel.size()) {
                    return List.of();
                }
                entries.add(new Entry(key, in.readNBytes(length)));
            }
            long expected = sum.getValue();
            return in.readLong() == expected ? entries : List.of();
        } catch (EOFException | java.io.UTFDataFormatException unfinished) {
            return List.of();
        }
    }

    /** The blobs are on the disk by themselves. */
    void forget() throws IOException {
        Files.deleteIfExists(file);
        channel.close();
    }

    /** Leaves the log to the next start. */
    @Override
    public void close() throws IOException {
        channel.close();
    }
}
