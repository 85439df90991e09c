package io.firn.lab;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The service is killed while a builder fetches a source from it: the build is there when the service is, in the same attempt. */
@BreaksInstallation
@LongTest
class KilledWhileFetchingIT extends OwnRegistries {
    private static final String APP = "fetch-killed";
    private static final String WHEEL = "packages/aa/bb/patient-1.2.0-py3-none-any.whl";
    private static final String SAID = "firn: Firn did not answer while files were fetched.";

    KilledWhileFetchingIT() throws IOException {
        super("pypi");
    }

    @Test
    void aBuildWaitsForTheServiceToComeBack() throws Exception {
        String hash = registry.file(
                "pypi", WHEEL, PackagesForApps.wheel("patient", "1.2.0", "def of(text):\n    return 'dear ' + text\n"));
        RegistryForApps.Held held = registry.hold("pypi", WHEEL);

        pushThroughADeath(app(hash), held, "a builder that goes on without the service", this::buildersSayIt);

        Await.until("the app", Duration.ofMinutes(5), () -> firn.visit(APP, "/")
                .body()
                .equals("dear wheel"));
        JsonNode builds = firn.json("GET", "/apps/" + APP + "/builds", "").path("items");
        assertThat(builds).hasSize(1);
        assertThat(builds.get(0).path("attempt").asInt()).isEqualTo(1);
        String log = firn.api(
                        "GET",
                        "/apps/" + APP + "/builds/" + builds.get(0).path("id").asText() + "/logs",
                        "")
                .body();
        assertThat(log).contains(SAID);
    }

    private boolean buildersSayIt() {
        return firn.builders().stream().anyMatch(builder -> {
            Path jobs = Path.of(firn.labValue("BUILDER_" + builder + "_ROOT"), "var/lib/firn/builds");
            try (Stream<Path> all = Files.list(jobs)) {
                return all.map(job -> job.resolve("log"))
                        .filter(Files::isRegularFile)
                        .anyMatch(KilledWhileFetchingIT::saysIt);
            } catch (IOException e) {
                return false; // a job that is just being forgotten
            }
        });
    }

    private static boolean saysIt(Path log) {
        try {
            return Files.readString(log, StandardCharsets.ISO_8859_1).contains(SAID);
        } catch (IOException e) {
            return false;
        }
    }

    private Repository app(String hash) throws IOException {
        String project =
                """
                [project]
                name = "letters"
                version = "0.1.0"
                requires-python = ">=3.11"
                dependencies = ["patient"]
                """;
        String lock =
                """
                version = 1
                requires-python = ">=3.11"

                [[package]]
                name = "letters"
                version = "0.1.0"
                source = { virtual = "." }
                dependencies = [
                    { name = "patient" },
                ]

                [[package]]
                name = "patient"
                version = "1.2.0"
                source = { registry = "https://index.invalid/simple" }
                wheels = [
                    { url = "https://files.invalid/%s", hash = "sha256:%s" },
                ]
                """
                        .formatted(WHEEL, hash);
        return PythonApp.of(
                firn,
                folder,
                APP,
                "patient",
                "patient.of('wheel')",
                Map.of("pyproject.toml", project, "uv.lock", lock));
    }
}
