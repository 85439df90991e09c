package io.firn.lab;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/** A push while all builders are away waits and says so; the loss of the builder that took it costs time, not the push. */
@BreaksInstallation
@ResourceLock(Installation.BUILDERS)
class BuildersAwayIT {
    private static final String APP = "builders-away";
    /** Prints a line a second, as a build does that has much to do. */
    private static final String SLOW =
            """
            const at = Date.now();
            let n = 0;
            const timer = setInterval(() => {
              console.log('slow ' + ++n);
              if (Date.now() - at > 12000) clearInterval(timer);
            }, 1000);
            """;

    @TempDir
    private Path folder;

    private final Installation firn = Installation.required();
    private final List<Integer> builders = firn.builders();

    @AfterEach
    void allAreBack() {
        builders.forEach(number -> firn.lab("builder", "start", "" + number).ok());
        Await.until(
                "all builders", Duration.ofMinutes(1), () -> builders.stream().allMatch(this::healthy));
    }

    @Test
    void pushWaitsForABuilderAndOutlivesTheLossOfTheOneItGot()
            throws IOException, InterruptedException, ExecutionException, TimeoutException {
        Path source = Files.createDirectories(folder.resolve("source"));
        Files.writeString(
                source.resolve("package.json"),
                "{\"name\":\"away\",\"version\":\"1.0.0\",\"scripts\":"
                        + "{\"build\":\"node slow.js\",\"start\":\"node server.js\"}}\n");
        Files.writeString(source.resolve("slow.js"), SLOW);
        Files.writeString(
                source.resolve("server.js"),
                "require('http').createServer((q, s) => s.end('built at last')).listen(process.env.PORT)\n");
        Repository repository = Repository.of(firn, source, folder, APP);
        builders.forEach(number -> firn.lab("builder", "kill", "" + number).ok());
        Await.until("the loss to be noticed", Duration.ofMinutes(1), () -> builders.stream()
                .noneMatch(this::healthy));

        CompletableFuture<Ran> push = CompletableFuture.supplyAsync(repository::push);
        Await.until("a run that waits", Duration.ofSeconds(20), () -> newest().path("state")
                .asText()
                .equals("RUNNING"));
        firn.lab("builder", "start", "1").ok();
        Await.until("the build on builder-1", Duration.ofMinutes(1), () -> log().contains("slow 2"));
        firn.lab("builder", "start", "2").ok();
        firn.lab("builder", "kill", "1").ok();

        String seen = push.get(3, TimeUnit.MINUTES).ok().output();
        assertThat(seen)
                .contains("no builder takes it (builder-1 is ")
                .contains("builder-1 was lost")
                .contains("Building again elsewhere.")
                .contains(APP + " v1 is live");
        assertThat(firn.visit(APP, "/").body()).isEqualTo("built at last");
        assertThat(newest().path("phases").toString()).contains("on builder-2");
    }

    @Test
    void killedBuilderIsRaisedAgainWithItsStore() {
        String path = firn.lab("builder", "ssh", "2", "nix-store", "--add", "/etc/hostname")
                .ok()
                .output()
                .strip();
        firn.lab("builder", "kill", "2").ok();
        firn.lab("builder", "start", "2").ok();
        assertThat(firn.lab("builder", "ssh", "2", "cat", path).ok().output()).isEqualTo("builder-2\n");
    }

    private JsonNode newest() {
        return firn.json("GET", "/apps/" + APP + "/deployments?limit=1", "")
                .path("items")
                .path(0);
    }

    private String log() {
        String build = newest().path("buildId").asText();
        return build.isEmpty()
                ? ""
                : firn.api("GET", "/apps/" + APP + "/builds/" + build + "/logs", "")
                        .body();
    }

    private boolean healthy(int number) {
        for (JsonNode node : firn.json("GET", "/nodes", "").path("items")) {
            if (node.path("name").asText().equals("builder-" + number)) {
                return node.path("state").asText().equals("HEALTHY");
            }
        }
        return false;
    }
}
