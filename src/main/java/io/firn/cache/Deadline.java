package io.firn.cache;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** Breaks off a stream that trickles on and on; single reads that hang are the connection's own business. */
final class Deadline extends FilterInputStream {
    private final Clock clock;
    private final Duration whole;
    private final Instant end;

    Deadline(InputStream in, Clock clock, Duration whole) {
        super(in);
        this.clock = clock;
        this.whole = whole;
        this.end = clock.instant().plus(whole);
    }

    @Override
    public int read() throws IOException {
        check();
        return in.read();
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        check();
        return in.read(bytes, offset, length);
    }

    private void check() throws IOException {
        if (clock.instant().isAfter(end)) {
            throw new IOException("it took longer than " + whole.toMinutes() + " minutes");
        }
    }
}
