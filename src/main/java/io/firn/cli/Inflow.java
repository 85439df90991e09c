package io.firn.cli;

import io.firn.exec.Interrupts;
import io.firn.nix.NarSource;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A large NAR in a file, handed on while it still comes: the store unpacks its first files before the last are here. A request
 * that is made again writes the same bytes once more, so what was handed on stays right; where a cache sends others, the
 * store's own check of the hash refuses the path.
 */
final class Inflow implements NarSource {
    private static final int PIECE = 1 << 16;

    private final Path file;
    private final long size;
    private long here;
    private boolean stopped;

    /**
     * One that has not begun.
     *
     * @param size bytes of the whole NAR; no more are handed on
     */
    Inflow(Path file, long size) {
        this.file = file;
        this.size = size;
    }

    /** Where one try of a request writes the NAR, from its start. */
    OutputStream open() throws IOException {
        // not truncated: it may be read just now
        OutputStream out = Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        return new FilterOutputStream(out) {
            private long written;

            @Override
            public void write(int value) throws IOException {
                write(new byte[] {(byte) value}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                out.write(bytes, offset, length);
                written += length;
                reached(written);
            }
        };
    }

    /** Nothing more comes: whoever waits for it is told so. */
    synchronized void stop() {
        stopped = true;
        notifyAll();
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        byte[] piece = new byte[PIECE];
        try (InputStream in = Files.newInputStream(file)) {
            for (long at = 0; at < size; ) {
                int count = in.readNBytes(piece, 0, (int) Math.min(PIECE, after(at) - at));
                out.write(piece, 0, count);
                at += count;
            }
        }
        Files.delete(file);
    }

    private synchronized void reached(long bytes) {
        here = Math.max(here, Math.min(bytes, size));
        notifyAll();
    }

    private synchronized long after(long at) throws IOException {
        try {
            while (here <= at) {
                if (stopped) {
                    throw new IOException("the rest of the NAR does not come");
                }
                wait();
            }
            return here;
        } catch (InterruptedException e) {
            throw Interrupts.io("stopped while a NAR came", e);
        }
    }
}
