package io.firn.lab;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The service is killed ten times while thirty builds are under way: none is lost, none begun twice, each log is whole. */
@BreaksInstallation
@LongTest
class KilledTenTimesIT {
    private static final int APPS = 30;
    private static final int KILLS = 10;
    private static final int TICKS = 6;
    private static final String BUILD =
            """
            let n = 0;
            const timer = setInterval(() => {
              console.log('tick ' + n + ' of the build');
              if (++n === %d) clearInterval(timer);
            }, 500);
            """
                    .formatted(TICKS);

    @TempDir
    private Path folder;

    private final Installation firn = Installation.required();
    private final List<String> apps =
            IntStream.range(0, APPS).mapToObj(i -> "ten-" + i).toList();

    @AfterEach
    void appsGo() {
        firn.lab("service", "start").ok();
        apps.forEach(app -> firn.api("DELETE", "/apps/" + app, ""));
    }

    @Test
    void thirtyBuildsOutliveTenDeathsOfTheService() throws IOException {
        Path source = Files.createDirectories(folder.resolve("source"));
        Files.writeString(source.resolve("build.js"), BUILD);
        Files.writeString(
                source.resolve("server.js"),
                "require('http').createServer((q, s) => s.end('ten')).listen(process.env.PORT)\n");
        var pushes = new ArrayList<CompletableFuture<Ran>>();
        for (String app : apps) {
            Files.writeString(
                    source.resolve("package.json"),
                    "{\"name\":\"" + app + "\",\"version\":\"1.0.0\",\"scripts\":"
                            + "{\"build\":\"node build.js\",\"start\":\"node server.js\"}}\n");
            Repository repository = Repository.of(firn, source, folder, app);
            pushes.add(CompletableFuture.supplyAsync(repository::push, Thread::startVirtualThread));
        }
        Await.until("a run of every app", Duration.ofSeconds(150), () -> apps.stream()
                .allMatch(app -> run(app).has("id")));

        var random = new Random(42);
        for (int kill = 0; kill < KILLS; kill++) {
            LockSupport.parkNanos((500 + random.nextInt(3_000)) * 1_000_000L);
            firn.lab("service", "kill").ok();
            firn.lab("service", "start").ok();
        }
        Await.until("the end of every run", Duration.ofMinutes(5), () -> apps.stream()
                .allMatch(app -> run(app).has("endedAt")));
        pushes.forEach(CompletableFuture::join);

        for (String app : apps) {
            JsonNode run = run(app);
            assertThat(run.path("state").asText()).as(run.toString()).isEqualTo("SUCCEEDED");
            String build = run.path("buildId").asText();
            List<String> ticks = firn.api("GET", "/apps/" + app + "/builds/" + build + "/logs", "")
                    .body()
                    .lines()
                    .filter(line -> line.contains("tick "))
                    .map(line -> line.replaceAll(".*tick ([0-9]+) of the build.*", "$1"))
                    .toList();
            assertThat(ticks)
                    .as("the log of " + app)
                    .isEqualTo(IntStream.range(0, TICKS)
                            .mapToObj(Integer::toString)
                            .toList());
            assertThat(firn.unitStarts(build)).as("unit starts of " + app).isEqualTo(1);
        }
    }

    private JsonNode run(String app) {
        return firn.json("GET", "/apps/" + app + "/deployments?limit=1", "")
                .path("items")
                .path(0);
    }
}
