package io.firn.lab;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who follows something when the service stops gets a whole answer, and the run goes on when it is back. */
@BreaksInstallation
class StoppedWhileFollowedIT {
    private static final String APP = "stopped-followed";

    @TempDir
    private Path folder;

    private final Installation firn = Installation.required();

    @AfterEach
    void startAgain() {
        firn.lab("service", "start").ok();
        firn.api("DELETE", "/apps/" + APP, "");
    }

    @Test
    void pusherAndStreamsAreLeftInOrder() throws IOException {
        Repository app = Repository.of(firn, Path.of("buildpacks/nodejs/examples/hello"), folder, APP);
        app.push().ok();
        app.edit("server.js", "Hello from Node.js", "Hello again");
        app.write("firn.toml", "[test]\ncommand = \"sleep 20\"\n").commit("tested for long");

        try (HttpClient client = HttpClient.newHttpClient()) {
            CompletableFuture<Ran> push = CompletableFuture.supplyAsync(app::push, Thread::startVirtualThread);
            Await.until("the test's beginning", Duration.ofMinutes(2), () -> !newest().path("testBuildId")
                    .asText()
                    .isEmpty());
            String run = newest().path("id").asText();
            var streams = Stream.of(
                            "/events?after=0",
                            "/logs?follow=true",
                            "/builds/" + newest().path("testBuildId").asText() + "/logs")
                    .map(path -> client.sendAsync(request(path, "text/event-stream"), BodyHandlers.ofLines()))
                    .toList();
            var waits = client.sendAsync(
                    request("/deployments/" + run + "?wait=60", "application/json"), BodyHandlers.ofString());
            streams.forEach(CompletableFuture::join);
            long logged = Files.size(log());

            firn.lab("service", "stop").ok();

            assertThat(push.join().ok().output())
                    .contains("Firn is being restarted; the run goes on without you")
                    .contains("firn deploy --attach " + run);
            assertThat(waits.join().body()).contains(run);
            for (var stream : streams) {
                assertThat(stream.join().body().toList())
                        .as("lines, to an end that the service made")
                        .isNotEmpty();
            }
            assertThat(Files.readString(log()).substring((int) logged)).doesNotContain("HTTP Request to");
        }
        firn.lab("service", "start").ok();
        Await.until("the run's end", Duration.ofMinutes(2), () -> newest().path("state")
                .asText()
                .equals("SUCCEEDED"));
        assertThat(firn.visit(APP, "/").body()).startsWith("Hello again");
    }

    private HttpRequest request(String path, String type) {
        return HttpRequest.newBuilder(URI.create(firn.url() + "/api/v1/apps/" + APP + path))
                .header("Authorization", "Bearer " + firn.token())
                .header("Accept", type)
                .build();
    }

    private JsonNode newest() {
        return firn.json("GET", "/apps/" + APP + "/deployments", "")
                .path("items")
                .path(0);
    }

    private Path log() {
        return firn.home().resolve("run/service.log");
    }
}
