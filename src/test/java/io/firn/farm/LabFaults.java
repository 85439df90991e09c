package io.firn.farm;

import static org.assertj.core.api.Assertions.assertThat;

import io.firn.exec.Command;
import io.firn.exec.LocalExecutor;
import io.firn.exec.Result;
import java.nio.file.Path;
import java.time.Duration;

/** Breaks builders of the lab as machines break: {@code kill}, {@code freeze}, {@code cut}, and repairs them. */
public final class LabFaults {
    private LabFaults() {}

    /** Does something to a builder: {@code start kill freeze thaw cut mend}. */
    public static void builder(String verb, int number) {
        String home = String.valueOf(System.getenv("FIRN_IT_HOME"));
        String script = Path.of("ops", "lab", "lab.sh").toAbsolutePath().toString();
        Result result = new LocalExecutor()
                .run(Command.of("bash", script, "builder", verb, String.valueOf(number))
                        .withEnv("FIRN_HOME", home)
                        .within(Duration.ofMinutes(12)));
        assertThat(result.ok())
                .as("%s of builder-%d: %s", verb, number, result.err())
                .isTrue();
    }
}
