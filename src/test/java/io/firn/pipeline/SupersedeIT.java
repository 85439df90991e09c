package io.firn.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.firn.lab.Installation;
import io.firn.lab.Ran;
import io.firn.lab.Repository;
import io.firn.lab.SharesInstallation;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two pushes to one app: the rule, and that both pushers are told. */
@SharesInstallation
class SupersedeIT {
    @TempDir
    Path temp;

    private final Installation firn = Installation.required();

    @Test
    void aNewerPushEndsAnOlderOneThatIsStillBuilding() throws InterruptedException, ExecutionException {
        String name = "twice-" + Long.toString(System.nanoTime(), 36).replaceAll("[^a-z0-9]", "");
        Repository app =
                Repository.of(firn, firn.distribution().resolve("buildpacks/nodejs/examples/hello"), temp, name);
        app.edit("package.json", "\"scripts\": {", "\"scripts\": {\n    \"build\": \"echo slow && sleep 60\",")
                .commit("slow");
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Ran> slow = threads.submit(app::push);
            while (!phase(name).equals("build")) {
                LockSupport.parkNanos(200_000_000L);
            }
            app.edit("package.json", "sleep 60", "true").edit("server.js", "Hello from Node.js", "Second");
            Ran fast = app.commit("fast").push().ok();

            assertThat(fast.output()).contains("Supersedes the deploy of", "is live");
            assertThat(slow.get().output())
                    .contains("superseded by the deploy of")
                    .doesNotContain("is live");
        }
        assertThat(firn.visit(name, "/").body()).startsWith("Second");
        JsonNode runs = firn.json("GET", "/apps/" + name + "/deployments", "").path("items");
        assertThat(runs.get(0).path("state").asText()).isEqualTo("SUCCEEDED");
        assertThat(runs.get(1).path("state").asText()).isEqualTo("CANCELLED");
        assertThat(firn.json("GET", "/apps/" + name + "/releases", "").path("items"))
                .hasSize(1);
        firn.api("DELETE", "/apps/" + name, "");
    }

    private String phase(String name) {
        JsonNode runs = firn.json("GET", "/apps/" + name + "/deployments", "").path("items");
        for (JsonNode phase : runs.path(0).path("phases")) {
            if (phase.path("state").asText().equals("RUNNING")) {
                return phase.path("name").asText();
            }
        }
        return "";
    }
}
