package io.firn.cache;

import io.firn.nix.NarSource;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a source writes, which it does on a thread of its own. Where the source fails, the reader gets the source's own
 * failure, not a stream that ends too early. Closing before the end makes the source's next write fail.
 */
final class NarPipe extends InputStream {
    private static final int PIECES = 16;

    /** One step of the source: bytes, or how it ended. */
    private record Piece(byte[] bytes, @Nullable Throwable failure, boolean last) {}

    private final ArrayBlockingQueue<Piece> pieces = new ArrayBlockingQueue<>(PIECES);
    private final Thread writer;
    private volatile boolean closed;
    private Piece current = new Piece(new byte[0], null, false);
    private int position;

    NarPipe(NarSource source) {
        this.writer = Thread.ofVirtual().name("firn-nar").start(() -> write(source));
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
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
        writer.interrupt();
    }

    private void write(NarSource source) {
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
                throw new IOException("the reader of the NAR is gone");
            }
            pieces.put(piece);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw interrupted(e);
        }
    }

    private Piece take() throws IOException {
        try {
            return pieces.take();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw interrupted(e);
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

    private static IOException interrupted(InterruptedException cause) {
        var stopped = new InterruptedIOException("stopped while a NAR was passed on");
        stopped.initCause(cause);
        return stopped;
    }
}
