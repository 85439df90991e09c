package io.firn.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/** A service that answers as it was told to, and remembers what it was asked. */
final class ServiceForTests implements AutoCloseable {
    private final HttpServer server;
    private final Map<String, List<Answer>> answers = new HashMap<>();
    private final List<Asked> asked = new CopyOnWriteArrayList<>();

    private record Answer(int status, String type, String body) {}

    /** One request. */
    record Asked(String line, String authorization, String type, byte[] body) {
        String text() {
            return new String(body, StandardCharsets.UTF_8);
        }
    }

    ServiceForTests() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::handle);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** What a request is answered with; several answers come one after another, the last stays. */
    ServiceForTests on(String line, int status, String json) {
        return add(line, new Answer(status, status >= 400 ? "application/problem+json" : "application/json", json));
    }

    ServiceForTests stream(String line, String events) {
        return add(line, new Answer(200, "text/event-stream", events));
    }

    List<Asked> asked() {
        return List.copyOf(asked);
    }

    private synchronized ServiceForTests add(String line, Answer answer) {
        answers.computeIfAbsent(line, key -> new ArrayList<>()).add(answer);
        return this;
    }

    private synchronized Answer next(String line) {
        List<Answer> list = answers.getOrDefault(line, answers.get(line.replaceFirst("\\?.*", "")));
        if (list == null) {
            return new Answer(
                    404,
                    "application/problem+json",
                    "{\"code\":\"NOT_FOUND\",\"detail\":\"Could not find " + line + ".\"}");
        }
        return list.size() > 1 ? list.removeFirst() : list.getFirst();
    }

    private void handle(HttpExchange exchange) throws IOException {
        String line = exchange.getRequestMethod() + " " + exchange.getRequestURI();
        var headers = exchange.getRequestHeaders();
        asked.add(new Asked(
                line,
                String.valueOf(headers.getFirst("Authorization")),
                String.valueOf(headers.getFirst("Content-Type")),
                exchange.getRequestBody().readAllBytes()));
        Answer answer = next(line);
        byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", answer.type());
        exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
