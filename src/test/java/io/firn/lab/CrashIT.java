package io.firn.lab;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * The service dies before each step of the pipeline, and after each step's effect but before its row. It comes back, the run
 * goes on, and the world holds each thing once.
 */
@BreaksInstallation
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init")
class CrashIT {
    private static final String APP = "crash";

    private final Installation firn = Installation.required();

    @TempDir
    private Path folder;

    @AfterAll
    void disarm() throws IOException {
        Files.deleteIfExists(firn.crashFile());
        firn.lab("service", "start").ok();
    }

    @Test
    void killedAtEachStepTheRunGoesOnAndNothingIsThereTwice() throws IOException {
        Repository repository = NumberedApp.of(firn, folder, APP, 0);
        repository.push().ok();
        int release = 1;
        for (String point : points()) {
            release++;
            Files.writeString(firn.crashFile(), point);
            NumberedApp.next(repository, release, point).push();
            awaitDeath(point);
            firn.lab("service", "start").ok();
            JsonNode run = ended();
            assertThat(run.get("state").asText()).as(point).isEqualTo("SUCCEEDED");
            assertThat(run.get("release").asText()).as(point).isEqualTo("v" + release);
            assertThat(firn.visit(APP, "/").body()).as(point).isEqualTo("release " + release);
            assertThat(firn.services(
                            "io.firn.instance=" + firn.setting("firn.instance"),
                            "io.firn.app-name=" + APP,
                            "io.firn.release=" + release))
                    .as("services of v%d after %s", release, point)
                    .hasSize(1);
            assertThat(firn.unitStarts(run.get("buildId").asText()))
                    .as("unit starts, " + point)
                    .isEqualTo(1);
            System.out.println("killed " + point + ": v" + release + " answers after " + run.get("seconds") + " s");
        }
        assertThat(firn.json("GET", "/apps/" + APP + "/deployments?limit=100", "")
                        .get("items"))
                .as("one run for each push")
                .hasSize(release);
    }

    private List<String> points() {
        List<String> points = new ArrayList<>();
        JsonNode phases = newest().get("phases");
        for (JsonNode phase : phases) {
            if (Installation.longToo()) {
                points.add("before:" + phase.get("name").asText());
            }
            // What the first release finds nothing to do for (an app without tests) has no effect to be killed after.
            if (!phase.get("state").asText().equals("SKIPPED")) {
                points.add("after:" + phase.get("name").asText());
            }
        }
        if (!Installation.longToo()) {
            System.out.println("skipped: dying before each step; set FIRN_LONG=1 to see that too");
        }
        assertThat(points).hasSizeGreaterThanOrEqualTo(8);
        return points;
    }

    private void awaitDeath(String point) {
        for (int tries = 0; tries < 300; tries++) {
            if (Ran.of(
                                    folder,
                                    Map.of(),
                                    Duration.ofSeconds(10),
                                    List.of("curl", "-s", "-m", "2", firn.url() + "/q/health/live"))
                            .exit()
                    != 0) {
                return;
            }
            pause();
        }
        throw new AssertionError("the service did not die at " + point + ": " + newest());
    }

    private JsonNode ended() {
        for (int tries = 0; tries < 300; tries++) {
            JsonNode run = newest();
            if (List.of("SUCCEEDED", "FAILED", "CANCELLED")
                    .contains(run.get("state").asText())) {
                return run;
            }
            pause();
        }
        throw new AssertionError("the run did not end: " + newest());
    }

    private JsonNode newest() {
        return firn.json("GET", "/apps/" + APP + "/deployments?limit=1", "")
                .get("items")
                .get(0);
    }

    private static void pause() {
        try {
            Thread.sleep(200);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
