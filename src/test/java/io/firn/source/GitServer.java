package io.firn.source;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.firn.source.GitProtocol.Service;
import io.firn.source.PushLanding.After;
import io.firn.source.PushLanding.Pusher;
import io.quarkus.runtime.configuration.MemorySize;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The git door behind the JDK's own HTTP server, with rows in memory: real Git clients without the rest of the service. */
final class GitServer implements AutoCloseable, PushLog, After {
    final UUID appId = UUID.randomUUID();
    final List<NewPush> pushes = new ArrayList<>();
    final Repositories repositories;
    final Path folder;
    String branch = "main";
    List<String> feed = List.of();

    @Nullable RuntimeException logFails;

    private final HttpServer server;
    private final GitProtocol protocol;

    GitServer(Path folder) throws IOException {
        this(folder, settings(folder, 1 << 20));
    }

    GitServer(Path folder, SourceSettings settings) throws IOException {
        this.folder = folder;
        repositories = new Repositories(settings);
        protocol = new GitProtocol(repositories, settings);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/git/shop.git/", this::serve);
        server.start();
    }

    static SourceSettings settings(Path folder, long maxFile) {
        return new SourceSettings() {
            @Override
            public Path folder() {
                return folder;
            }

            @Override
            public MemorySize maxPack() {
                return size(8 << 20);
            }

            @Override
            public MemorySize maxFile() {
                return size(maxFile);
            }

            @Override
            public MemorySize maxUnpacked() {
                return size(32 << 20);
            }

            @Override
            public long maxObjects() {
                return 5000;
            }

            @Override
            public int maxEntries() {
                return 1000;
            }

            @Override
            public MemorySize maxTree() {
                return size(16 << 20);
            }
        };
    }

    private static MemorySize size(long bytes) {
        return new MemorySize(BigInteger.valueOf(bytes));
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/git/shop.git";
    }

    Path repository() {
        return folder.resolve(appId + ".git");
    }

    @Override
    public synchronized @Nullable UUID record(NewPush push, Move move) throws IOException {
        if (!move.run()) {
            return null;
        }
        if (logFails != null) {
            throw logFails;
        }
        pushes.add(push);
        return UUID.randomUUID();
    }

    @Override
    public void defaultBranch(UUID app, String chosen) {
        branch = chosen;
    }

    @Override
    public void accepted(UUID pushId, UUID app, Consumer<String> line) {
        feed.forEach(line);
    }

    private void serve(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String version = exchange.getRequestHeaders().getFirst("Git-Protocol");
        List<String> parameters = version == null ? List.of() : List.of(version.split(":"));
        try (exchange) {
            if (path.endsWith("/info/refs")) {
                Service service = exchange.getRequestURI().getQuery().endsWith(Service.RECEIVE.wire())
                        ? Service.RECEIVE
                        : Service.UPLOAD;
                exchange.getResponseHeaders().set("Content-Type", "application/x-" + service.wire() + "-advertisement");
                exchange.sendResponseHeaders(200, 0);
                protocol.advertise(appId, service, parameters, exchange.getResponseBody());
                return;
            }
            Service service = path.endsWith(Service.RECEIVE.wire()) ? Service.RECEIVE : Service.UPLOAD;
            exchange.getResponseHeaders().set("Content-Type", "application/x-" + service.wire() + "-result");
            exchange.sendResponseHeaders(200, 0);
            var body = GitProtocol.body(
                    exchange.getRequestBody(), exchange.getRequestHeaders().getFirst("Content-Encoding"));
            if (service == Service.UPLOAD) {
                protocol.upload(appId, parameters, body, exchange.getResponseBody());
            } else {
                protocol.receive(new Pusher(appId, "shop", branch, null), this, this, body, exchange.getResponseBody());
            }
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
