package io.firn.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** {@code up} and {@code down} leave a machine as they found it; the scripts compare the whole machine before and after. */
@OneAtATime
class LabIT {
    private final Installation installation = Installation.required();

    @Test
    void twoInstallationsLiveSideBySideAndLeaveNothing() {
        assertThat(script("side-by-side.sh", Map.of()).exit()).isZero();
    }

    @Test
    void killedUpIsCleanedByDown() {
        assertThat(script("killed-up.sh", Map.of("LAB_KILLS", Installation.longToo() ? "6" : "2"))
                        .exit())
                .isZero();
    }

    private Ran script(String name, Map<String, String> environment) {
        Ran ran = Ran.of(
                installation.distribution(),
                environment,
                Duration.ofMinutes(8),
                List.of(installation
                        .distribution()
                        .resolve("ops/lab/test")
                        .resolve(name)
                        .toString()));
        // Each line says what was looked at: worth reading in the log of a passed test too.
        System.out.print(ran.output());
        return ran;
    }
}
