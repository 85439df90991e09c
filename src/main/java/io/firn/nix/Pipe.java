package io.firn.nix;

import io.firn.exec.Interrupts;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * Turns something that writes to a stream into a stream to be read; the writer runs on a thread of its own. Where it fails, the
 * reader gets its own failure rather than an end, so that half of something is never taken for the whole. Closing before the
 * end makes the writer's next write fail. Pieces are handed on whole: the JDK's pipe takes its lock for each write and wakes its reader once a
 * second or with each of them, which is a third of a core where a NAR comes in small ones.
 */
public final class Pipe extends InputStream {
    private static final int PIECES = 16;

    /** Writes everything and returns. */
    @FunctionalInterface
    public interface Writer {
        /** Called once; leaves the stream open. */
        void writeTo(OutputStream out) throws IOException;
    }

    /** One step of the writer: bytes, or how it ended. */
    private record Piece(byte[] bytes, @Nullable Throwable failure, boolean last) {}

    private final ArrayBlockingQueue<Piece> pieces = new ArrayBlockingQueue<>(PIECES);
    private volatile boolean closed;
    private Piece current = new Piece(new byte[0], null, false);
    private int position;

    /** Starts the writer, on a thread of this name. */
    public Pipe(String name, Writer source) {
        Thread.ofVirtual().name(name).start(() -> write(source));
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (position == current.bytes().length) {
            if (current.last()) {
                fail(current.failure());
                return -1;
            }
            current = take();
            position = 0;
        }
        int count = Math.min(length, current.bytes().length - position);
        System.arraycopy(current.bytes(), position, bytes, offset, count);
        position += count;
        return count;
    }

    @Override
    public void close() {
        closed = true;
        pieces.clear();
    }

    private void write(Writer source) {
        Throwable failure = null;
        try {
            source.writeTo(new OutputStream() {
                @Override
                public void write(int value) throws IOException {
                    put(new Piece(new byte[] {(byte) value}, null, false));
                }

                @Override
                public void write(byte[] bytes, int offset, int length) throws IOException {
                    if (length > 0) {
                        put(new Piece(Arrays.copyOfRange(bytes, offset, offset + length), null, false));
                    }
                }
            });
        } catch (IOException | RuntimeException e) {
            failure = e;
        }
        try {
            put(new Piece(new byte[0], failure, true));
        } catch (IOException readerIsGone) {
            // Nobody wants to know how it ended.
        }
    }

    private void put(Piece piece) throws IOException {
        try {
            if (closed) {
                throw new IOException("nobody reads it any more");
            }
            pieces.put(piece);
        } catch (InterruptedException e) {
            throw Interrupts.io("stopped while it was passed on", e);
        }
    }

    private Piece take() throws IOException {
        try {
            return pieces.take();
        } catch (InterruptedException e) {
            throw Interrupts.io("stopped while it was passed on", e);
        }
    }

    private static void fail(@Nullable Throwable failure) throws IOException {
        if (failure instanceof IOException e) {
            throw e;
        }
        if (failure instanceof RuntimeException e) {
            throw e;
        }
    }
}
