package io.firn.exec;

import com.jcraft.jsch.SocketFactory;
import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A socket that knows how long its peer has been silent. A frozen machine keeps its connections open and its kernel goes on
 * to accept bytes, so neither reads nor writes fail; and the SSH library, asked to disconnect, first waits for a lock that a
 * stuck write holds. Closing this socket from outside is what frees all of them.
 */
final class WatchedSocket implements SocketFactory {
    private final int connectMillis;
    private final Socket socket = new Socket();
    /** Time spent waiting in read since the last byte came; time that our own side is busy elsewhere does not count. */
    private final AtomicLong waited = new AtomicLong();

    private volatile long readSince;
    private volatile long writeSince;

    WatchedSocket(int connectMillis) {
        this.connectMillis = connectMillis;
    }

    /** Nanoseconds for which the peer has neither sent a byte while we listened nor taken one that we wrote. */
    long silentNanos() {
        long now = System.nanoTime();
        long reading = readSince;
        long writing = writeSince;
        long silent = waited.get() + (reading == 0 ? 0 : now - reading);
        return Math.max(silent, writing == 0 ? 0 : now - writing);
    }

    /** Ends every read and write at once. */
    void cut() {
        try {
            socket.close();
        } catch (IOException alreadyGone) {
            // Nothing is left to be closed.
        }
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        socket.connect(new InetSocketAddress(host, port), connectMillis);
        socket.setTcpNoDelay(true);
        return socket;
    }

    @Override
    public InputStream getInputStream(Socket connected) throws IOException {
        return new FilterInputStream(connected.getInputStream()) {
            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                long start = System.nanoTime();
                readSince = start;
                try {
                    int count = super.read(bytes, offset, length);
                    waited.set(0);
                    return count;
                } catch (IOException timeoutOrEnd) {
                    waited.addAndGet(System.nanoTime() - start);
                    throw timeoutOrEnd;
                } finally {
                    readSince = 0;
                }
            }
        };
    }

    @Override
    public OutputStream getOutputStream(Socket connected) throws IOException {
        return new FilterOutputStream(connected.getOutputStream()) {
            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                writeSince = System.nanoTime();
                try {
                    out.write(bytes, offset, length);
                } finally {
                    writeSince = 0;
                }
            }
        };
    }
}
