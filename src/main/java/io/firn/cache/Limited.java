package io.firn.cache;

import io.firn.fault.Fault;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.Supplier;

/** Refuses a stream that gives more bytes than it may, as soon as they come. */
final class Limited extends InputStream {
    private final InputStream in;
    private final Supplier<Fault> tooMuch;
    private long left;

    Limited(InputStream in, long limit, Supplier<Fault> tooMuch) {
        this.in = in;
        this.left = limit;
        this.tooMuch = tooMuch;
    }

    @Override
    public int read() throws IOException {
        int value = in.read();
        count(value < 0 ? 0 : 1);
        return value;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int count = in.read(bytes, offset, length);
        count(count);
        return count;
    }

    private void count(int read) {
        left -= Math.max(read, 0);
        if (left < 0) {
            throw tooMuch.get();
        }
    }
}
