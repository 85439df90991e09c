package io.firn.lab;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * A plain web server for files by their hash, {@code /<algorithm>/<hex>}: how a machine without Firn, and without a way to the
 * registries, gets at what a build fetches.
 */
final class KeptSources implements AutoCloseable {
    private final Map<String, Path> byHash = new HashMap<>();
    private final HttpServer server;

    private KeptSources(HttpServer server) {
        this.server = server;
    }

    static KeptSources of(Path folder, String address) throws IOException {
        var kept = new KeptSources(HttpServer.create(new InetSocketAddress(address, 0), 0));
        List<Path> files;
        try (var all = Files.walk(folder)) {
            files = all.filter(Files::isRegularFile).toList();
        }
        for (Path file : files) {
            byte[] bytes = Files.readAllBytes(file);
            for (String algorithm : List.of("SHA-1", "SHA-256", "SHA-512")) {
                String hex = HexFormat.of().formatHex(digest(algorithm, bytes));
                kept.byHash.put("/" + algorithm.replace("-", "").toLowerCase(java.util.Locale.ROOT) + "/" + hex, file);
            }
        }
        kept.server.createContext("/", kept::answer);
        kept.server.start();
        return kept;
    }

    String url() {
        return "http://" + server.getAddress().getAddress().getHostAddress() + ":"
                + server.getAddress().getPort() + "/";
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            Path file = byHash.get(exchange.getRequestURI().getPath());
            if (file == null) {
                exchange.sendResponseHeaders(404, -1);
                return;
            }
            exchange.sendResponseHeaders(200, Files.size(file));
            Files.copy(file, exchange.getResponseBody());
        }
    }

    private static byte[] digest(String algorithm, byte[] bytes) {
        try {
            return MessageDigest.getInstance(algorithm).digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
