package io.firn.exec;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Standard output of a command on its way from the SSH library's thread to the reader's. A slow reader holds that thread up,
 * and with it the far end. The library's own pipe is not used: it forgets what was not read yet when the far end closes.
 */
final class SshOutput extends OutputStream {
    private static final int PIECES = 32;
    private static final long LOOK_AGAIN_MILLIS = 100;
    private static final byte[] WAKE = new byte[0];

    private final ArrayBlockingQueue<byte[]> pieces = new ArrayBlockingQueue<>(PIECES);
    private volatile boolean ended;
    private volatile boolean abandoned;

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        byte[] piece = Arrays.copyOfRange(bytes, offset, offset + length);
        try {
            while (!abandoned) {
                if (pieces.offer(piece, LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS)) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            throw Interrupts.io("stopped while output was passed on", e);
        }
        throw new IOException("nobody reads the output any more");
    }

    /** Called by the library after the last piece. */
    @Override
    public void close() {
        ended = true;
        // Where there is no room for this, the reader is busy and looks at the flag next.
        var unused = pieces.offer(WAKE);
    }

    /** The next piece, or null after the last. */
    byte @Nullable [] next() throws IOException {
        try {
            while (true) {
                boolean last = ended;
                byte[] piece = last ? pieces.poll() : pieces.poll(LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS);
                if (piece == null && last) {
                    return null;
                }
                if (piece != null && piece.length > 0) {
                    return piece;
                }
            }
        } catch (InterruptedException e) {
            throw Interrupts.io("stopped while output was passed on", e);
        }
    }

    /** Frees the library's thread where the reader has given up. */
    void abandon() {
        abandoned = true;
        pieces.clear();
    }
}
