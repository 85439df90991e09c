package io.firn.route;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Caddy's admin API, as much of it as we use. */
final class CaddyAdmin {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    /** What the proxy answers where a part's parent is missing too. */
    private static final String NO_SUCH_PART = "invalid traversal path";

    private static final String SERVERS = "/config/apps/http/servers";

    private final URI base;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();
    private final ObjectMapper json = new ObjectMapper();

    CaddyAdmin(URI base) {
        this.base = base;
    }

    /**
     * A part of the configuration with the tag by which a change can say what it was based on.
     *
     * @param value the part; a null node where there is none
     */
    record Tagged(JsonNode value, String etag) {}

    /** Our server as the proxy has it now. */
    Tagged server(String name) {
        JsonNode servers = tagged(SERVERS).value();
        if (!servers.isObject()) {
            makeRoom();
        }
        return tagged(SERVERS + "/" + name);
    }

    /** Replaces our server, unless somebody changed it since; returns after the new configuration has taken over. */
    void replace(String name, Tagged based, ObjectNode server) {
        send("POST", SERVERS + "/" + name, server, based.etag());
    }

    /** Requests in flight, web sockets included, to those instances whose address as configured is wanted. */
    int inFlight(Predicate<String> wanted) {
        int sum = 0;
        for (JsonNode upstream : tagged("/reverse_proxy/upstreams").value()) {
            if (wanted.test(upstream.path("address").asText())) {
                sum += upstream.path("num_requests").asInt();
            }
        }
        return sum;
    }

    /** A proxy that was just started has no HTTP app yet; only what is missing is made, each part once. */
    private void makeRoom() {
        ObjectNode servers = json.createObjectNode();
        ObjectNode http = json.createObjectNode().set("servers", servers);
        for (var part : new Object[][] {
            {"/config/apps", json.createObjectNode().set("http", http)}, {"/config/apps/http", http}, {SERVERS, servers}
        }) {
            Tagged found = tagged((String) part[0]);
            if (!found.value().isObject()) {
                send("POST", (String) part[0], (JsonNode) part[1], found.etag());
            }
        }
    }

    private Tagged tagged(String path) {
        HttpResponse<byte[]> response = exchange(HttpRequest.newBuilder(base.resolve(path))
                .timeout(TIMEOUT)
                .GET()
                .build());
        if (response.statusCode() / 100 != 2) {
            return new Tagged(NullNode.getInstance(), "");
        }
        String etag = response.headers().firstValue("Etag").orElse("");
        try {
            JsonNode value = json.readTree(response.body());
            return new Tagged(value, etag);
        } catch (IOException e) {
            throw failed("answered " + path + " with something that is not JSON", e);
        }
    }

    private void send(String method, String path, JsonNode body, String etag) {
        var request = HttpRequest.newBuilder(base.resolve(path))
                .timeout(TIMEOUT)
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body.toString()));
        if (!etag.isEmpty()) {
            request.header("If-Match", etag);
        }
        exchange(request.build());
    }

    private HttpResponse<byte[]> exchange(HttpRequest request) {
        HttpResponse<byte[]> response;
        try {
            response = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw failed("does not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed("was not waited for, this service is stopping", e);
        }
        if (response.statusCode() == 412) {
            throw Fault.of(
                    FaultCode.PRECONDITION_FAILED, "Could not change the proxy: somebody else changed it meanwhile.");
        }
        String body = new String(response.body(), StandardCharsets.UTF_8);
        if (response.statusCode() / 100 != 2 && !body.contains(NO_SUCH_PART)) {
            throw failed("refused: " + body.strip(), null);
        }
        return response;
    }

    private Fault failed(String how, @Nullable Exception cause) {
        Fault fault = Fault.of(
                FaultCode.UNAVAILABLE,
                "Could not change the proxy: Caddy at '" + base + "' " + how + ".",
                "Start it with `firn up`, or set firn.caddy.admin; routes are restored when it answers.");
        return cause == null ? fault : fault.causedBy(cause);
    }
}
