package io.firn.cache;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;

/** A stream that gives no more than so many bytes a second, so that others get their share of the disk. */
final class Paced extends FilterInputStream {
    private static final long NANOS = 1_000_000_000L;

    private final long bytesPerSecond;
    private final long began = System.nanoTime();
    private long given;

    Paced(InputStream in, long bytesPerSecond) {
        super(in);
        this.bytesPerSecond = bytesPerSecond;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int count = in.read(bytes, offset, length);
        given += Math.max(count, 0);
        long due = (long) ((double) given / bytesPerSecond * NANOS);
        long early = due - (System.nanoTime() - began);
        if (early > 0) {
            try {
                Thread.sleep(early / 1_000_000, (int) (early % 1_000_000));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("stopped while a blob was read back");
            }
        }
        return count;
    }
}
