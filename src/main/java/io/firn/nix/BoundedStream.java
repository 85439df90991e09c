package io.firn.nix;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** The next so many bytes of a stream; closing it leaves the stream open. A stream that ends too early is an EOFException. */
final class BoundedStream extends InputStream {
    private final InputStream in;
    private long left;

    BoundedStream(InputStream in, long size) {
        this.in = in;
        this.left = size;
    }

    @Override
    public int read() throws IOException {
        if (left == 0) {
            return -1;
        }
        int value = in.read();
        if (value < 0) {
            throw new EOFException();
        }
        left--;
        return value;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (left == 0) {
            return length == 0 ? 0 : -1;
        }
        int count = in.read(bytes, offset, (int) Math.min(length, left));
        if (count < 0) {
            throw new EOFException();
        }
        left -= count;
        return count;
    }

    /** Skips what was not read. */
    void drain() throws IOException {
        byte[] waste = new byte[left > 0 ? (int) Math.min(left, 1 << 16) : 0];
        while (left > 0) {
            int count = read(waste, 0, waste.length);
            if (count <= 0) {
                throw new EOFException();
            }
        }
    }
}
