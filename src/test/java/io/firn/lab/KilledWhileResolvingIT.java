package io.firn.lab;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/**
 * The service is killed while a tool resolves dependencies by its recorder. The tool fails, for nobody answers it; the push goes on when the
 * service is there, by a second start of the tool, and the app is built with all that it asks for.
 */
@BreaksInstallation
@LongTest
class KilledWhileResolvingIT extends OwnRegistries {
    private static final String APP = "resolve-killed";
    private static final String LIBRARY = "com/acme/patient/1.2.0/patient-1.2.0";

    KilledWhileResolvingIT() throws IOException {}

    @Test
    void aPushGoesOnWithASecondStart() throws Exception {
        registry.file("maven", LIBRARY + ".jar", PackagesForApps.library(folder, "Patient"));
        registry.file(
                "maven",
                LIBRARY + ".pom",
                ("<project><modelVersion>4.0.0</modelVersion><groupId>com.acme</groupId><artifactId>patient</artifactId>"
                                + "<version>1.2.0</version></project>")
                        .getBytes(StandardCharsets.UTF_8));
        RegistryForApps.Held held = registry.hold("maven", LIBRARY + ".pom");
        Repository app = Repository.of(firn, Path.of("buildpacks/java/examples/gradle-plain"), folder, APP);
        app.edit("build.gradle", "dependencies {", "dependencies {\n    implementation 'com.acme:patient:1.2.0'");
        app.edit("src/main/java/hello/Main.java", "\"Gradle\"", "acme.Patient.of(\"resolved\")");
        firn.json(
                "PUT",
                "/apps/" + APP + "/registries/maven",
                "{\"url\": \"" + registry.base("maven") + "\", \"key\": \"unused\"}");

        servesAfterASecondStart(APP, app.commit("a patient library"), held, "dear resolved");
    }

    /** What a Pipfile asks for, too, whose tool asks again for a while before it gives up. */
    @Test
    void aPushOfAPipfileGoesOnAsWell() throws Exception {
        String name = "resolve-killed-pip";
        new IndexesForApps(registry, folder).wheel("patient", "1.2.0");
        RegistryForApps.Held held = registry.hold("pypi", "simple/patient/");
        Repository app = PythonApp.of(
                firn, folder, name, "patient", "patient.of()", Map.of("Pipfile", "[packages]\npatient = \"~=1.2\"\n"));
        firn.json(
                "PUT",
                "/apps/" + name + "/registries/pypi",
                "{\"url\": \"" + registry.base("pypi") + "\", \"key\": \"unused\"}");

        servesAfterASecondStart(name, app.commit("a patient library"), held, "patient 1.2.0");
    }

    private void servesAfterASecondStart(String name, Repository app, RegistryForApps.Held held, String text)
            throws Exception {
        pushThroughADeath(app, held, "the tool's end", this::buildersAreAtRest);

        Await.until("the app", Duration.ofMinutes(10), () -> firn.visit(name, "/")
                .body()
                .contains(text));
        JsonNode builds = firn.json("GET", "/apps/" + name + "/builds", "").path("items");
        assertThat(StreamSupport.stream(builds.spliterator(), false)
                        .map(build -> build.path("state").asText()))
                .containsExactly("SUCCEEDED", "SUCCEEDED", "FAILED"); // newest first
    }

    private boolean buildersAreAtRest() {
        return firn.builders().stream().allMatch(builder -> firn.lab(
                        "builder",
                        "ssh",
                        "" + builder,
                        "systemctl list-units --no-legend --state=running 'firn-*-[0-9].service'")
                .ok()
                .output()
                .isBlank());
    }
}
