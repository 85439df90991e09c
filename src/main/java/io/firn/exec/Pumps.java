package io.firn.exec;

import java.io.InputStream;
import java.io.OutputStream;
import org.zeroturnaround.exec.stream.PumpStreamHandler;
import org.zeroturnaround.exec.stream.StreamPumper;

/** Moves a process's streams in pieces as large as a pipe of the system is; the library's own are of one kilobyte. */
final class Pumps extends PumpStreamHandler {
    private static final int PIECE = 1 << 16;

    Pumps(OutputStream out, OutputStream err, InputStream input) {
        super(out, err, input);
    }

    @Override
    protected Thread createPump(InputStream from, OutputStream to, boolean closes, boolean flushes) {
        return newThread(new StreamPumper(from, to, closes, PIECE, flushes));
    }
}
