package io.firn.farm;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Turns something that writes to a stream into a stream to be read. The writer's failure is the reader's: it sees an
 * {@link IOException} in place of an end, so that half of something is never taken for the whole.
 */
final class Pipe extends InputStream {
    private static final int BUFFER = 256 * 1024;

    private final PipedInputStream in = new PipedInputStream(BUFFER);
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    /** Writes everything and returns; its stream is closed for it. */
    @FunctionalInterface
    interface Writer {
        void writeTo(OutputStream out) throws IOException;
    }

    private Pipe() {}

    static Pipe of(String name, Writer writer) throws IOException {
        var pipe = new Pipe();
        var out = new PipedOutputStream(pipe.in);
        Thread.ofVirtual().name(name).start(() -> {
            // The failure has to be kept before the stream is closed, which the reader takes for the end.
            try (out) {
                pipe.keepFailure(writer, new Prompt(out));
            } catch (IOException readerHasGone) {
                // Nobody is left to be told.
            }
        });
        return pipe;
    }

    private void keepFailure(Writer writer, OutputStream out) {
        try {
            writer.writeTo(out);
        } catch (IOException | RuntimeException failed) {
            failure.compareAndSet(null, failed);
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int count = in.read(bytes, offset, length);
        if (count < 0) {
            Throwable failed = failure.get();
            if (failed instanceof RuntimeException unchecked) {
                throw unchecked;
            }
            if (failed != null) {
                throw new IOException("the other side failed: " + failed.getMessage(), failed);
            }
        }
        return count;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    /** Wakes the reader with each piece: without a flush it would look for more only once a second. */
    private static final class Prompt extends FilterOutputStream {
        Prompt(OutputStream out) {
            super(out);
        }

        @Override
        public void write(int value) throws IOException {
            write(new byte[] {(byte) value}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
            out.flush();
        }
    }
}
