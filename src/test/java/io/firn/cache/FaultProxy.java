package io.firn.cache;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Stands before a server and spoils its answers: refuses, keeps silent, cuts off in the middle, loses an answer. */
final class FaultProxy implements AutoCloseable {
    /** What happens to a connection. */
    enum Mood {
        WELL,
        /** Each request is answered with 503. */
        REFUSING,
        /** Requests are read and never answered. */
        SILENT,
        /** Answers end after 2 MiB. */
        CUTTING,
        /** The request reaches the server, its answer does not come back. */
        FORGETFUL
    }

    private static final String SLOW_DOWN =
            "<?xml version=\"1.0\"?><Error><Code>SlowDown</Code><Message>Reduce your request rate.</Message></Error>";
    private static final int CUT = 2 << 20;

    private final ServerSocket listening;
    private final int target;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger left = new AtomicInteger();
    private volatile Mood mood = Mood.WELL;

    FaultProxy(int target) throws IOException {
        this.target = target;
        this.listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return listening.getLocalPort();
    }

    /** From now on new connections are treated so, this many of them; open ones are cut. */
    void be(Mood next, int connections) {
        left.set(connections);
        mood = next;
        open.forEach(FaultProxy::shut);
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listening.accept();
                open.add(client);
                Mood now = mood != Mood.WELL && left.getAndDecrement() > 0 ? mood : Mood.WELL;
                Thread.ofVirtual().start(() -> serve(client, now));
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    private void serve(Socket client, Mood now) {
        try (client) {
            switch (now) {
                case REFUSING -> refuse(client);
                case SILENT -> client.getInputStream().transferTo(OutputStream.nullOutputStream());
                case WELL, CUTTING, FORGETFUL -> pass(client, now);
            }
        } catch (IOException gone) {
            // One of the two went away; the other sees it.
        } finally {
            open.remove(client);
        }
    }

    private static void refuse(Socket client) throws IOException {
        byte[] head = new byte[1 << 16];
        if (client.getInputStream().read(head) < 0) {
            return;
        }
        client.getOutputStream()
                .write(
                        ("HTTP/1.1 503 Slow Down\r\nContent-Type: application/xml\r\nConnection: close\r\nContent-Length: "
                                        + SLOW_DOWN.length() + "\r\n\r\n" + SLOW_DOWN)
                                .getBytes(StandardCharsets.US_ASCII));
        client.getOutputStream().flush();
        client.shutdownOutput();
        // What still comes is read, or the answer is lost in a reset.
        client.getInputStream().transferTo(OutputStream.nullOutputStream());
    }

    private void pass(Socket client, Mood now) throws IOException {
        try (Socket server = new Socket(InetAddress.getLoopbackAddress(), target)) {
            open.add(server);
            Thread.ofVirtual().start(() -> {
                try {
                    client.getInputStream().transferTo(server.getOutputStream());
                    server.shutdownOutput();
                } catch (IOException gone) {
                    shut(server);
                }
            });
            answer(server.getInputStream(), client, now);
            open.remove(server);
        }
    }

    private static void answer(InputStream from, Socket client, Mood now) throws IOException {
        if (now == Mood.FORGETFUL) {
            byte[] answer = new byte[1];
            if (from.read(answer) < 0) {
                throw new SocketException("no answer came");
            }
            return;
        }
        long passed = 0;
        byte[] buffer = new byte[1 << 14];
        for (int count = from.read(buffer); count >= 0; count = from.read(buffer)) {
            client.getOutputStream().write(buffer, 0, count);
            passed += count;
            if (now == Mood.CUTTING && passed > CUT) {
                return;
            }
        }
    }

    private static void shut(Socket socket) {
        try {
            socket.close();
        } catch (IOException closedAlready) {
            // That is what was wanted.
        }
    }

    @Override
    public void close() throws IOException {
        listening.close();
        open.forEach(FaultProxy::shut);
    }
}
