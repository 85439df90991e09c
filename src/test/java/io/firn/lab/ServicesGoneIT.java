package io.firn.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An Engine that lost its services, or whose services somebody removed by hand, gets those that should serve again. */
@BreaksInstallation
class ServicesGoneIT {
    private static final String APP = "services-gone";

    @TempDir
    private Path folder;

    private final Installation firn = Installation.required();

    @Test
    void releaseThatShouldServeIsStartedAgain() {
        Path example = firn.distribution().resolve("buildpacks/static/examples/site");
        Repository.of(firn, example, folder, APP).push().ok();
        String before = firn.visit(APP, "/").body();

        List<String> services = services();
        assertThat(services).hasSize(1);
        firn.docker("service", "rm", services.getFirst());

        Await.until(
                "an answer again",
                Duration.ofMinutes(1),
                () -> !services().isEmpty() && firn.visit(APP, "/").statusCode() == 200);
        assertThat(firn.visit(APP, "/").body()).isEqualTo(before);
        assertThat(services()).hasSize(1);
    }

    private List<String> services() {
        return firn.services("io.firn.app-name=" + APP);
    }
}
