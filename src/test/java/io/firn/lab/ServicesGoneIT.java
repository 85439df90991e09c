package io.firn.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An Engine that lost its services, or whose services somebody removed by hand, gets those that should serve again. */
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
        docker("service", "rm", services.getFirst());

        for (int tries = 0;
                firn.visit(APP, "/").statusCode() != 200 || services().isEmpty();
                tries++) {
            assertThat(tries).as("half seconds until it answers again").isLessThan(120);
            LockSupport.parkNanos(Duration.ofMillis(500).toNanos());
        }
        assertThat(firn.visit(APP, "/").body()).isEqualTo(before);
        assertThat(services()).hasSize(1);
    }

    private List<String> services() {
        return docker("service", "ls", "-q", "--filter", "label=io.firn.app-name=" + APP)
                .output()
                .lines()
                .toList();
    }

    private Ran docker(String... arguments) {
        List<String> argv = new ArrayList<>(List.of("docker", "-H", firn.setting("firn.docker.host")));
        argv.addAll(List.of(arguments));
        return Ran.of(folder, Map.of(), Duration.ofSeconds(30), argv).ok();
    }
}
