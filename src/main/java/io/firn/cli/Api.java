package io.firn.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import io.firn.fault.FieldFault;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The service's HTTP API. Answers that say no become faults with the service's own message and hint. */
final class Api {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int CONNECT_MILLIS = 10_000;
    private static final int READ_MILLIS = 100_000;
    private static final int PATIENT_MILLIS = 3_700_000;

    private final String url;
    private final @Nullable String token;

    Api(String url, @Nullable String token) {
        this.url = url;
        this.token = token;
    }

    String url() {
        return url;
    }

    Optional<String> token() {
        return Optional.ofNullable(token);
    }

    JsonNode get(String path) {
        return call("GET", path, null);
    }

    JsonNode post(String path, @Nullable Object body) {
        return call("POST", path, body);
    }

    JsonNode delete(String path) {
        return call("DELETE", path, null);
    }

    /** Every item of a list, page by page. */
    List<JsonNode> all(String path) {
        List<JsonNode> items = new ArrayList<>();
        String next = "";
        do {
            String joint = path.contains("?") ? "&" : "?";
            JsonNode page = get(path + joint + "limit=200" + (next.isEmpty() ? "" : "&after=" + encoded(next)));
            (page.isArray() ? page : page.path("items")).forEach(items::add);
            next = Session.text(page, "next");
        } while (!next.isEmpty() && items.size() < 100_000);
        return items;
    }

    /** A post whose answer may take an hour. */
    JsonNode patiently(String path, @Nullable Object body) {
        return call("POST", path, body, PATIENT_MILLIS);
    }

    /** A call of any method whose answer may take an hour. */
    JsonNode patiently(String method, String path, @Nullable Object body) {
        return call(method, path, body, PATIENT_MILLIS);
    }

    /** A call with a JSON body. */
    JsonNode call(String method, String path, @Nullable Object body) {
        return method.equals("PATCH") ? patch(path, body) : call(method, path, body, READ_MILLIS);
    }

    private JsonNode call(String method, String path, @Nullable Object body, int millis) {
        HttpURLConnection connection = open(path, "application/json");
        connection.setReadTimeout(millis);
        try {
            connection.setRequestMethod(method);
            if (body != null) {
                connection.setDoOutput(true);
                connection.setRequestProperty("Content-Type", "application/json");
                try (OutputStream out = connection.getOutputStream()) {
                    out.write(JSON.writeValueAsBytes(body));
                }
            }
            int status = connection.getResponseCode();
            return answer(status, read(connection, status));
        } catch (IOException e) {
            throw unreachable(e);
        }
    }

    /** An answer that is no JSON. */
    byte[] bytes(String path) {
        HttpURLConnection connection = open(path, "*/*");
        try {
            int status = connection.getResponseCode();
            byte[] body = read(connection, status);
            if (status >= 300) {
                throw fault(status, parse(body));
            }
            return body;
        } catch (IOException e) {
            throw unreachable(e);
        }
    }

    /** Sends a stream of unknown length. */
    JsonNode upload(String path, String type, Upload body) {
        HttpURLConnection connection = open(path, "application/json");
        try {
            connection.setRequestMethod("POST");
            connection.setDoOutput(true);
            connection.setChunkedStreamingMode(1 << 16);
            connection.setReadTimeout(600_000);
            connection.setRequestProperty("Content-Type", type);
            try (OutputStream out = connection.getOutputStream()) {
                body.writeTo(out);
            } catch (IOException early) {
                // the service may have said no before it read all; its answer says more than the broken pipe
                if (connection.getErrorStream() == null) {
                    throw early;
                }
            }
            int status = connection.getResponseCode();
            return answer(status, read(connection, status));
        } catch (IOException e) {
            throw unreachable(e);
        }
    }

    /** Opens a stream of events; {@code lastId} is where an earlier one broke off. */
    EventSource events(String path, @Nullable String lastId) {
        HttpURLConnection connection = open(path, "text/event-stream");
        connection.setReadTimeout(60_000); // the service pings every 15 s
        if (lastId != null) {
            connection.setRequestProperty("Last-Event-ID", lastId);
        }
        try {
            int status = connection.getResponseCode();
            if (status >= 300) {
                answer(status, read(connection, status));
            }
            boolean events = String.valueOf(connection.getContentType()).startsWith("text/event-stream");
            return new EventSource(connection.getInputStream(), !events);
        } catch (IOException e) {
            throw unreachable(e);
        }
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** Writes a request's body. */
    interface Upload {
        void writeTo(OutputStream out) throws IOException;
    }

    private HttpURLConnection open(String path, String accept) {
        try {
            var connection = (HttpURLConnection)
                    URI.create(url + "/api/v1" + path).toURL().openConnection();
            connection.setConnectTimeout(CONNECT_MILLIS);
            connection.setReadTimeout(READ_MILLIS);
            connection.setInstanceFollowRedirects(false);
            connection.setUseCaches(false);
            connection.setRequestProperty("Accept", accept + ", application/problem+json");
            connection.setRequestProperty("User-Agent", "firn");
            if (token != null) {
                connection.setRequestProperty("Authorization", "Bearer " + token);
            }
            return connection;
        } catch (IOException e) {
            throw unreachable(e);
        }
    }

    /** The only call that the small client of the JDK does not know. */
    private JsonNode patch(String path, @Nullable Object body) {
        try (HttpClient client = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(URI.create(url + "/api/v1" + path))
                    .header("Accept", "application/json")
                    .header("Content-Type", "application/json")
                    .method("PATCH", HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body)));
            token().ifPresent(secret -> request.header("Authorization", "Bearer " + secret));
            var response = client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            return answer(response.statusCode(), response.body());
        } catch (IOException e) {
            throw unreachable(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Fault.of(FaultCode.UNAVAILABLE, "Could not wait for Firn: the command was interrupted.");
        }
    }

    private static byte[] read(HttpURLConnection connection, int status) throws IOException {
        try (InputStream in = status >= 400 ? connection.getErrorStream() : connection.getInputStream()) {
            return in == null ? new byte[0] : in.readNBytes(64 << 20);
        }
    }

    private JsonNode answer(int status, byte[] body) {
        JsonNode content = parse(body);
        if (status < 300) {
            return content;
        }
        throw fault(status, content);
    }

    private static JsonNode parse(byte[] body) {
        try {
            return body.length == 0 ? MissingNode.getInstance() : JSON.readTree(body);
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private Fault fault(int status, JsonNode problem) {
        FaultCode code = code(status, Session.text(problem, "code"));
        String detail = Session.text(problem, "detail");
        String hint = Session.text(problem, "hint");
        if (detail.isEmpty()) {
            return Fault.of(
                    code,
                    "Could not do that: " + url + " answered with status " + status + ".",
                    status == 401 ? tokenHint() : "Check that FIRN_URL leads to Firn.");
        }
        List<FieldFault> fields = new ArrayList<>();
        problem.path("errors")
                .forEach(error ->
                        fields.add(new FieldFault(Session.text(error, "field"), Session.text(error, "message"))));
        if (!fields.isEmpty()) {
            return Fault.invalid(detail, fields);
        }
        if (hint.isEmpty() && code == FaultCode.UNAUTHENTICATED) {
            hint = tokenHint();
        }
        return hint.isEmpty() ? Fault.of(code, detail) : Fault.of(code, detail, hint);
    }

    private String tokenHint() {
        return token == null
                ? "Set FIRN_TOKEN, or type: firn up."
                : "Set FIRN_TOKEN to a valid token (firn token create).";
    }

    private static FaultCode code(int status, String name) {
        for (FaultCode code : FaultCode.values()) {
            if (code.name().equals(name)) {
                return code;
            }
        }
        for (FaultCode code : FaultCode.values()) {
            if (code.status() == status) {
                return code;
            }
        }
        return status >= 500 ? FaultCode.UNAVAILABLE : FaultCode.INTERNAL;
    }

    private Fault unreachable(IOException cause) {
        String reason =
                switch (cause) {
                    case ConnectException refused -> "nothing listens there";
                    case UnknownHostException unknown -> "there is no such host";
                    case SocketTimeoutException late -> "it does not answer in time";
                    default -> "the connection broke";
                };
        return Fault.of(
                        FaultCode.UNAVAILABLE,
                        "Could not reach Firn at " + url + ": " + reason + ".",
                        "Type: firn status, or set FIRN_URL.")
                .causedBy(cause);
    }
}
