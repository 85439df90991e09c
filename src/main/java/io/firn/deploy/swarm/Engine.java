package io.firn.deploy.swarm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.core.DefaultDockerClientConfig;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.transport.DockerHttpClient;
import com.github.dockerjava.zerodep.ZerodepDockerHttpClient;
import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Function;

/** The connection to a Docker Engine; says in one sentence what is wrong with it. */
final class Engine implements AutoCloseable {
    private final String host;
    private final DockerHttpClient http;
    private final DockerClient client;
    private final ObjectMapper json = new ObjectMapper();

    Engine(String host, Duration timeout) {
        this.host = host;
        var config = DefaultDockerClientConfig.createDefaultConfigBuilder()
                .withDockerHost(host)
                .build();
        http = new ZerodepDockerHttpClient.Builder()
                .dockerHost(URI.create(host))
                .maxConnections(64)
                .connectionTimeout(timeout)
                .build();
        client = DockerClientImpl.getInstance(config, http);
    }

    /** Calls the Engine; what it refuses comes through as docker-java's exception, not being there as a fault. */
    <T> T call(Function<DockerClient, T> use) {
        try {
            return use.apply(client);
        } catch (DockerException e) {
            throw e;
        } catch (RuntimeException e) {
            throw unreachable(e);
        }
    }

    /**
     * Reads a list of the Engine's own JSON, for what docker-java's model leaves out (the published ports of tasks).
     *
     * @param filters as the Engine's API takes them, JSON
     */
    JsonNode list(String path, String filters) {
        return get(path + "?filters=" + URLEncoder.encode(filters, StandardCharsets.UTF_8));
    }

    /** Reads one of the Engine's JSON documents. */
    JsonNode get(String path) {
        var request = DockerHttpClient.Request.builder()
                .method(DockerHttpClient.Request.Method.GET)
                .path(path)
                .build();
        try (var response = http.execute(request)) {
            JsonNode body = json.readTree(response.getBody());
            if (response.getStatusCode() != 200) {
                throw new DockerException(body.path("message").asText("no reason given"), response.getStatusCode());
            }
            return body;
        } catch (IOException e) {
            throw unreachable(new UncheckedIOException(e));
        } catch (DockerException e) {
            throw e;
        } catch (RuntimeException e) {
            throw unreachable(e);
        }
    }

    /** Opens a long answer; the caller closes it. */
    DockerHttpClient.Response stream(String path) {
        var request = DockerHttpClient.Request.builder()
                .method(DockerHttpClient.Request.Method.GET)
                .path(path)
                .build();
        try {
            return http.execute(request);
        } catch (RuntimeException e) {
            throw unreachable(e);
        }
    }

    /** The Engine's answer as a fault: what it refused, in its own words. */
    static Fault refused(String couldNot, DockerException e) {
        String reason =
                e.getMessage() == null ? "no reason given" : e.getMessage().strip();
        if (reason.contains("This node is not a swarm manager")) {
            return Fault.of(
                            FaultCode.UNAVAILABLE,
                            "Could not " + couldNot + ": the Engine is not a manager of a Swarm.",
                            "Run `docker swarm init` on it, or set firn.docker.host to one that is.")
                    .causedBy(e);
        }
        FaultCode code = e.getHttpStatus() >= 500 ? FaultCode.UNAVAILABLE : FaultCode.CONFLICT;
        return Fault.of(code, "Could not " + couldNot + ": the Docker Engine refused: " + reason, "See `firn status`.")
                .causedBy(e);
    }

    private Fault unreachable(RuntimeException e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String reason = root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
        return Fault.of(
                        FaultCode.UNAVAILABLE,
                        "Could not reach the Docker Engine at '" + host + "': " + reason + ".",
                        "Start it, or set firn.docker.host; what runs goes on running meanwhile.")
                .causedBy(e);
    }

    @Override
    public void close() throws IOException {
        client.close();
    }
}
