package io.firn.image;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Lets a part of what is written through: skips the bytes before it, drops those after it. */
final class WindowOutputStream extends FilterOutputStream {
    private long skip;
    private long left;

    WindowOutputStream(OutputStream out, long from, long length) {
        super(out);
        this.skip = from;
        this.left = length;
    }

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        int skipped = (int) Math.min(skip, length);
        skip -= skipped;
        int taken = (int) Math.min(left, length - skipped);
        left -= taken;
        if (taken > 0) {
            out.write(bytes, offset + skipped, taken);
        }
    }
}
