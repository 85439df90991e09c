package io.firn.cli;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The body of an answer, broken off where nothing of it comes for too long: the client's own limit ends with the answer's head. */
final class PromptStream extends FilterInputStream {
    private final ScheduledExecutorService timer;
    private final Duration longest;
    private volatile boolean brokenOff;

    PromptStream(InputStream in, ScheduledExecutorService timer, Duration longest) {
        super(in);
        this.timer = timer;
        this.longest = longest;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        Future<?> watch = timer.schedule(this::breakOff, longest.toMillis(), TimeUnit.MILLISECONDS);
        int count;
        try {
            count = super.read(bytes, offset, length);
        } catch (IOException e) {
            throw brokenOff ? silent(e) : e;
        } finally {
            watch.cancel(false);
        }
        if (brokenOff) {
            throw silent(null);
        }
        return count;
    }

    private void breakOff() {
        brokenOff = true;
        try {
            close();
        } catch (IOException e) {
            // the reader is told that it took too long
        }
    }

    private IOException silent(@Nullable IOException cause) {
        return new IOException("nothing came for " + longest.toSeconds() + " s", cause);
    }
}
