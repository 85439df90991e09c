package io.firn.lab;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two control planes on one database. One of them is stopped (SIGSTOP) in the middle of a run, past its lease; the other one
 * brings the run to its end, and the first one changes nothing when it wakes.
 */
@BreaksInstallation
@LongTest
class TwoControlPlanesIT {
    private static final String APP = "two-planes";
    private static final List<String> PHASES = List.of("flake", "build", "cache", "deploy", "route");

    @TempDir
    private Path folder;

    private final Installation firn = Installation.required();
    private SecondControlPlane second;

    @BeforeEach
    void startSecond() throws IOException {
        second = SecondControlPlane.start(firn, folder);
    }

    @AfterEach
    void stopSecond() {
        signal("CONT");
        second.close();
    }

    @Test
    void theOneThatStoodStillChangesNothingWhenItWakes() throws IOException {
        Repository repository = NumberedApp.of(firn, folder, APP, 1);
        repository.push().ok();
        int release = 1;
        int inTheMiddle = 0;
        for (String phase : PHASES) {
            release++;
            NumberedApp.next(repository, release, phase);
            CompletableFuture<Ran> push = CompletableFuture.supplyAsync(repository::push, Thread::startVirtualThread);
            awaitPhase(release, phase);
            signal("STOP");
            boolean ended = newest().has("endedAt");
            JsonNode run = awaitEnd(release);
            assertThat(run.path("state").asText()).as(phase + ": " + run).isEqualTo("SUCCEEDED");
            assertThat(run.path("release").asText()).as(phase).isEqualTo("v" + release);
            assertThat(firn.visit(APP, "/").body()).as(phase).isEqualTo("release " + release);
            String world = world(release);

            signal("CONT");
            LockSupport.parkNanos(Duration.ofSeconds(5).toNanos());
            assertThat(world(release))
                    .as("the services after it woke, stopped in " + phase)
                    .isEqualTo(world);
            assertThat(firn.visit(APP, "/").body()).as(phase).isEqualTo("release " + release);
            assertThat(newest()).as("the run after it woke").isEqualTo(run);
            push.join();
            inTheMiddle += ended ? 0 : 1;
            System.out.println("stood still in " + phase + (ended ? ", too late: the run had ended" : ""));
        }
        assertThat(inTheMiddle).as("runs that were caught in the middle").isGreaterThanOrEqualTo(2);
        assertThat(second.get("/apps/" + APP + "/deployments?limit=100").path("items"))
                .as("one run for each push")
                .hasSize(release);
    }

    private JsonNode newest() {
        return second.get("/apps/" + APP + "/deployments?limit=1").path("items").path(0);
    }

    private void awaitPhase(int runs, String phase) {
        for (int tries = 0; tries < 600; tries++) {
            JsonNode items =
                    second.get("/apps/" + APP + "/deployments?limit=100").path("items");
            if (items.size() == runs) {
                for (JsonNode step : items.path(0).path("phases")) {
                    if (step.path("name").asText().equals(phase)
                            && !step.path("state").asText().equals("PENDING")) {
                        return;
                    }
                }
            }
            LockSupport.parkNanos(10_000_000L);
        }
        throw new AssertionError("the run never came to " + phase + ": " + newest());
    }

    private JsonNode awaitEnd(int runs) {
        for (int tries = 0; tries < 300; tries++) {
            JsonNode items =
                    second.get("/apps/" + APP + "/deployments?limit=100").path("items");
            if (items.size() == runs && items.path(0).has("endedAt")) {
                return items.path(0);
            }
            LockSupport.parkNanos(300_000_000L);
        }
        throw new AssertionError("the other control plane did not end the run: " + newest());
    }

    /** The release's services as the Engine tells them; older ones go when their time is over, whoever is awake. */
    private String world(int release) {
        return Ran.of(
                        folder,
                        Map.of("DOCKER_HOST", firn.setting("firn.docker.host")),
                        Duration.ofSeconds(30),
                        List.of(
                                "docker",
                                "service",
                                "ls",
                                "--filter",
                                "label=io.firn.app-name=" + APP,
                                "--filter",
                                "label=io.firn.release=" + release,
                                "--format",
                                "{{.ID}} {{.Name}} {{.Image}} {{.Replicas}}"))
                .ok()
                .output();
    }

    private void signal(String name) {
        try {
            String pid =
                    Files.readString(firn.home().resolve("run/service.pid")).strip();
            Ran.of(folder, Map.of(), Duration.ofSeconds(5), List.of("kill", "-" + name, pid.split("\\s", -1)[0]));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
