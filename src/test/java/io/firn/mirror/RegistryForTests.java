package io.firn.mirror;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A registry on this machine that the operator has named: {@code firn.mirror.testing}. */
public final class RegistryForTests implements QuarkusTestResourceLifecycleManager {
    static final String KEY = "key-of-the-private-registry";
    static final Map<String, AtomicInteger> ASKED = new ConcurrentHashMap<>();

    private @Nullable HttpServer server;

    @Override
    public Map<String, String> start() {
        HttpServer started = listen();
        server = started;
        started.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        int port = started.getAddress().getPort();
        started.createContext("/base/", exchange -> {
            String path = exchange.getRequestURI().getPath().substring("/base/".length());
            ASKED.computeIfAbsent(path, any -> new AtomicInteger()).incrementAndGet();
            if (path.startsWith("moved/")) {
                exchange.getResponseHeaders().add("Location", "/base/" + path.substring("moved/".length()));
                exchange.sendResponseHeaders(302, -1);
            } else if (path.startsWith("inside/")) {
                exchange.getResponseHeaders().add("Location", "http://127.0.0.1:1/secret");
                exchange.sendResponseHeaders(302, -1);
            } else if (path.startsWith("absent/")) {
                exchange.sendResponseHeaders(404, -1);
            } else {
                byte[] body = ("content of " + path).getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(200, body.length);
                exchange.getResponseBody().write(body);
            }
            exchange.close();
        });
        started.createContext("/index/", exchange -> python(exchange, ""));
        started.createContext("/private-index/", exchange -> {
            boolean known =
                    ("Bearer " + KEY).equals(exchange.getRequestHeaders().getFirst("Authorization"));
            python(exchange, known ? "ours" : "unknown");
        });
        started.createContext("/private/", exchange -> {
            String key = exchange.getRequestHeaders().getFirst("Authorization");
            String path = exchange.getRequestURI().getPath().substring("/private/".length());
            if (key == null) {
                exchange.sendResponseHeaders(401, -1);
            } else if (!key.equals("Bearer " + KEY) || path.startsWith("public/")) {
                exchange.sendResponseHeaders(404, -1);
            } else {
                byte[] body = ("private " + path).getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(200, body.length);
                exchange.getResponseBody().write(body);
            }
            exchange.close();
        });
        started.createContext("/refusing/", exchange -> {
            exchange.sendResponseHeaders(401, -1);
            exchange.close();
        });
        started.start();
        String base = "http://127.0.0.1:" + port;
        return Map.of(
                "firn.mirror.testing", base + "/base",
                "firn.mirror.silent", "http://127.0.0.1:1/silent",
                "firn.mirror.pypi", base + "/index",
                "firn.mirror.private", base + "/private," + base + "/base",
                "firn.sources.credentials", keys(port).toString(),
                "firn.sources.inner-registries", "127.0.0.1:" + port);
    }

    /** An index of one package; a private one tells another version, and nothing to strangers. */
    private static void python(HttpExchange exchange, String whose) throws IOException {
        String path = exchange.getRequestURI().getRawPath().replaceFirst("/(?:private-)?index/", "");
        String version = whose.isEmpty() ? "1.0" : "2.0";
        String page =
                """
                <a href="../../files/polite-%s-py3-none-any.whl" data-core-metadata="true">polite</a>
                <a href="https://elsewhere.invalid/polite-3.0-py3-none-any.whl">polite</a>
                <a href="polite-1.0.tar.gz">polite</a>
                """
                        .formatted(version);
        boolean there = !whose.equals("unknown")
                && (path.equals("simple/polite/") || path.startsWith("files/") || path.endsWith(".tar.gz"));
        byte[] body = (path.startsWith("simple/polite/") && path.endsWith("/") ? page : "file " + path)
                .getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(there ? 200 : 404, there ? body.length : -1);
        if (there) {
            exchange.getResponseBody().write(body);
        }
        exchange.close();
    }

    private static Path keys(int port) {
        try {
            Path file = Files.createTempFile("keys", ".netrc");
            file.toFile().deleteOnExit();
            return Files.writeString(file, "machine 127.0.0.1:" + port + "\n  login bearer\n  password " + KEY + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static HttpServer listen() {
        try {
            return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void stop() {
        if (server != null) {
            server.stop(0);
        }
    }
}
