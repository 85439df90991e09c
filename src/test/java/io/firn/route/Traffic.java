package io.firn.route;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Steady traffic to one host: half over connections that are kept, half over new ones. It never tries again: what a careless
 * client would lose is counted as lost.
 */
final class Traffic implements AutoCloseable {
    /** One request: when it began and ended, and which version answered, or what went wrong. */
    record Asked(long began, long ended, String version, String trouble) {
        boolean failed() {
            return !trouble.isEmpty();
        }
    }

    private final int port;
    private final String host;
    private final Queue<Asked> asked = new ConcurrentLinkedQueue<>();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean stopped;

    /** @param perSecond requests per second, in all */
    Traffic(int port, String host, int perSecond) {
        this.port = port;
        this.host = host;
        int clients = 10;
        for (int n = 0; n < clients; n++) {
            boolean kept = n % 2 == 0;
            threads.add(Thread.ofVirtual().start(() -> run(kept, 1000L * clients / perSecond)));
        }
    }

    private void run(boolean kept, long pauseMillis) {
        Socket socket = null;
        while (!stopped) {
            long began = System.nanoTime();
            try {
                if (socket == null) {
                    socket = new Socket(InetAddress.getLoopbackAddress(), port);
                    socket.setSoTimeout(20_000);
                }
                String version = ask(socket, host, "/", kept);
                asked.add(new Asked(began, System.nanoTime(), version, ""));
                if (!kept) {
                    socket.close();
                    socket = null;
                }
            } catch (IOException e) {
                asked.add(new Asked(began, System.nanoTime(), "", e.toString() + (kept ? " (kept)" : " (new)")));
                socket = null;
            }
            CaddyLab.pause(pauseMillis);
        }
    }

    /** Body of a 200 answer; anything else is an exception. */
    static String ask(Socket socket, String host, String path, boolean kept) throws IOException {
        socket.getOutputStream()
                .write(("GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\n" + (kept ? "" : "Connection: close\r\n")
                                + "\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        InputStream in = new BufferedInputStream(socket.getInputStream());
        String status = line(in);
        int length = 0;
        for (String header = line(in); !header.isEmpty(); header = line(in)) {
            if (header.regionMatches(true, 0, "content-length:", 0, 15)) {
                length = Integer.parseInt(header.substring(15).strip());
            }
        }
        String body = new String(in.readNBytes(length), StandardCharsets.UTF_8);
        if (!status.contains(" 200 ")) {
            throw new IOException("'" + status + "'");
        }
        return body;
    }

    private static String line(InputStream in) throws IOException {
        var text = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new IOException("closed after '" + text + "'");
            }
            text.append((char) c);
        }
        return text.toString().strip();
    }

    /** Everything asked so far. */
    List<Asked> asked() {
        return List.copyOf(asked);
    }

    /** Requests that began after the first answer of a version and got an older one. */
    List<Asked> stale(String version, long notBefore) {
        long first = asked.stream()
                .filter(a -> a.version().equals(version) && a.began() >= notBefore)
                .mapToLong(Asked::ended)
                .min()
                .orElse(Long.MAX_VALUE);
        return asked.stream()
                .filter(a -> a.began() > first && !a.version().equals(version))
                .toList();
    }

    @Override
    public void close() {
        stopped = true;
        try {
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
