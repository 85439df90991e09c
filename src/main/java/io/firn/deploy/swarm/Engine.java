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
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/** The connection to a Docker Engine; says in one sentence what is wrong with it. */
final class Engine implements AutoCloseable {
    private final String host;
    private final DockerHttpClient http;
    private final Duration timeout;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final DockerClient client;
    private final ObjectMapper json = new ObjectMapper();

    /** @param timeout how long a call may take, its answer included */
    Engine(String host, Duration timeout) {
        this.host = host;
        this.timeout = timeout;
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
        return inTime(() -> use.apply(client));
    }

    /** A read from a Unix socket knows no timeout: a thread waits for it, and is interrupted, which closes the connection. */
    private <T> T inTime(Callable<T> call) {
        Future<T> answer = threads.submit(call);
        try {
            return answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof DockerException refused) {
                throw refused;
            }
            throw unreachable(e);
        } catch (TimeoutException e) {
            throw unreachable(new TimeoutException("it did not answer within " + timeout.toMillis() / 1000.0 + " s"));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unreachable(new IOException("this service is stopping"));
        } finally {
            answer.cancel(true);
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
        return inTime(() -> {
            try (var response = http.execute(request)) {
                JsonNode body = json.readTree(response.getBody());
                if (response.getStatusCode() != 200) {
                    throw new DockerException(body.path("message").asText("no reason given"), response.getStatusCode());
                }
                return body;
            }
        });
    }

    /** Opens a long answer, which has to begin within the timeout; the caller closes it. */
    DockerHttpClient.Response stream(String path) {
        var request = DockerHttpClient.Request.builder()
                .method(DockerHttpClient.Request.Method.GET)
                .path(path)
                .build();
        return inTime(() -> http.execute(request));
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

    private Fault unreachable(Exception e) {
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
        threads.shutdownNow();
        client.close();
    }
}
