package io.firn.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.firn.lab.Await;
import io.firn.lab.BreaksInstallation;
import io.firn.lab.Installation;
import io.firn.lab.Repository;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One run and many deaths of the service: nothing is lost, nothing is made twice, what served goes on serving. */
@BreaksInstallation
class KilledAgainIT {
    @TempDir
    Path temp;

    private final Installation firn = Installation.required();
    private final String name = "crash-" + Long.toString(System.nanoTime(), 36).replaceAll("[^a-z0-9]", "");
    private Repository app;

    @BeforeEach
    void deployFirst() throws IOException {
        app = Repository.of(firn, firn.distribution().resolve("buildpacks/nodejs/examples/hello"), temp, name);
        app.push().ok();
        assertThat(firn.visit(name, "/").body()).startsWith("Hello from Node.js");
    }

    @AfterEach
    void startAndRemove() throws IOException {
        crashAt("");
        firn.lab("service", "start").ok();
        firn.api("DELETE", "/apps/" + name, "");
    }

    @Test
    void oneRunKilledAgainAndAgainEndsWithOneOfEverythingAndNoVisitorNotices() throws IOException {
        List<String> points = List.of(
                "after:source",
                "after:build",
                "before:cache",
                "after:cache",
                "after:deploy",
                "before:route",
                "after:route");
        app.edit("server.js", "Hello from Node.js", "Hello again").commit("two");

        var visits = new Visits(firn, name, "Hello from Node.js", "Hello again");
        firn.lab("service", "stop").ok();
        for (String point : points) {
            crashAt(point);
            firn.lab("service", "start"); // it may be dead again before it was ready
            if (point.equals(points.getFirst())) {
                assertThat(app.push().output())
                        .as("the pusher of a killed service")
                        .doesNotContain("is live");
            }
            Await.until(point, Duration.ofMinutes(1), () -> !listens());
        }
        crashAt("");
        firn.lab("service", "start").ok();
        Await.until(
                "the run's end",
                Duration.ofMinutes(1),
                () -> ended(deployments().get(0)));
        visits.end();

        JsonNode run = deployments().get(0);
        assertThat(run.path("state").asText()).as(run.toPrettyString()).isEqualTo("SUCCEEDED");
        assertThat(run.path("release").asText()).isEqualTo("v2");
        assertThat(deployments()).hasSize(2);
        assertThat(firn.json("GET", "/apps/" + name + "/releases", "").path("items"))
                .hasSize(2);
        assertThat(services("2")).as("Swarm services of v2").hasSize(1);
        assertThat(services("1")).as("Swarm services of v1, kept warm").hasSize(1);
        assertThat(firn.unitStarts(run.path("buildId").asText()))
                .as("starts of the build's unit")
                .isEqualTo(1);
        assertThat(firn.visit(name, "/").body()).startsWith("Hello again");
        assertThat(visits.failures()).isEmpty();
        assertThat(visits.count()).isGreaterThan(100);
    }

    @Test
    void aPushWhoseRowWasLostIsFoundAtTheNextStart() throws IOException {
        app.edit("server.js", "Hello from Node.js", "Hello again").commit("two");
        app.git(
                        "-c",
                        "http.extraHeader=Authorization: Bearer " + firn.token(),
                        "push",
                        firn.url() + "/git/" + name + ".git",
                        "HEAD:refs/heads/next")
                .ok();
        Path bare = Path.of(firn.setting("firn.data-dir"), "git", appId() + ".git");
        firn.lab("service", "kill").ok();

        app.git("--git-dir", bare.toString(), "update-ref", "refs/heads/main", "refs/heads/next")
                .ok();
        firn.lab("service", "start").ok();

        Await.until(
                "the lost push",
                Duration.ofMinutes(1),
                () -> deployments().size() == 2 && ended(deployments().get(0)));
        assertThat(deployments().get(0).path("state").asText()).isEqualTo("SUCCEEDED");
        assertThat(firn.visit(name, "/").body()).startsWith("Hello again");
    }

    private JsonNode deployments() {
        return firn.json("GET", "/apps/" + name + "/deployments", "").path("items");
    }

    private static boolean ended(JsonNode run) {
        return List.of("SUCCEEDED", "FAILED", "CANCELLED")
                .contains(run.path("state").asText());
    }

    private String appId() {
        return firn.json("GET", "/apps/" + name, "").path("id").asText();
    }

    private List<String> services(String release) {
        return firn.services("io.firn.app=" + appId(), "io.firn.release=" + release);
    }

    private void crashAt(String point) throws IOException {
        if (point.isEmpty()) {
            Files.deleteIfExists(firn.crashFile());
        } else {
            Files.writeString(firn.crashFile(), point);
        }
    }

    private boolean listens() {
        int port = Integer.parseInt(firn.setting("quarkus.http.port"));
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
            return true;
        } catch (ConnectException refused) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }
}
