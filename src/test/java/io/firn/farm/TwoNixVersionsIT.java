package io.firn.farm;

import static org.assertj.core.api.Assertions.assertThat;

import io.firn.exec.Command;
import io.firn.exec.LocalExecutor;
import io.firn.exec.Result;
import io.firn.exec.SshExecutor;
import io.firn.lab.OneAtATime;
import io.firn.nix.PathInfo;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Builders with Nix 2.26 and with Nix 2.34 do the same with the same flake; the second one is raised for this. */
@OneAtATime
@Timeout(300)
class TwoNixVersionsIT {
    private static final int OTHER = 4;
    private static final String SUITE = "sid";

    @BeforeAll
    static void raise() {
        String home = System.getenv("FIRN_IT_HOME");
        Assumptions.assumeTrue(
                home != null, "skipped: needs real nodes; run './firn test', which raises them and sets FIRN_IT_HOME");
        Result raised = lab("start", "--suite", SUITE);
        Assumptions.assumeTrue(
                raised.ok(),
                "skipped: no builder of " + SUITE + ": " + raised.err().strip());
    }

    @AfterAll
    static void remove() {
        if (System.getenv("FIRN_IT_HOME") != null) {
            lab("remove");
        }
    }

    @Test
    void bothBuildTheSameAndHandItOver() throws IOException {
        SampleBuild flake = SampleBuild.running("echo built with care; echo the same > $out");
        try (SshExecutor old = LabBuilder.required(1).connect();
                SshExecutor young = LabBuilder.required(OTHER).connect()) {
            String oldVersion = version(old);
            String youngVersion = version(young);
            assertThat(oldVersion).startsWith("2.26");
            assertThat(youngVersion).isNotEqualTo(oldVersion);

            List<PathInfo> one = built(new BuilderMachine(old), flake);
            List<PathInfo> two = built(new BuilderMachine(young), flake);

            assertThat(two)
                    .extracting(PathInfo::path)
                    .isEqualTo(one.stream().map(PathInfo::path).toList());
            assertThat(two)
                    .extracting(PathInfo::narHash)
                    .isEqualTo(one.stream().map(PathInfo::narHash).toList());
            assertThat(nar(old, one.getFirst())).isEqualTo(nar(young, two.getFirst()));
        }
    }

    @Test
    void aFailureIsToldAlike() throws IOException {
        SampleBuild flake = SampleBuild.running("echo about to fail; exit 3");
        for (int number : new int[] {1, OTHER}) {
            try (SshExecutor executor = LabBuilder.required(number).connect()) {
                var machine = new BuilderMachine(executor);
                var log = new ByteArrayOutputStream();
                BuilderJob job = started(machine, flake);
                JobStatus end = machine.follow(job, 0, Duration.ofMinutes(1), log::write);
                assertThat(end.exit()).isEqualTo(1);
                assertThat(log.toString(StandardCharsets.UTF_8))
                        .as("builder-%d", number)
                        .contains("about to fail")
                        .contains("failed with exit code 3");
                machine.forget(job);
            }
        }
    }

    private static List<PathInfo> built(BuilderMachine machine, SampleBuild flake) {
        BuilderJob job = started(machine, flake);
        var log = new ByteArrayOutputStream();
        JobStatus end = machine.follow(job, 0, Duration.ofMinutes(1), log::write);
        assertThat(end.succeeded()).as(log.toString(StandardCharsets.UTF_8)).isTrue();
        assertThat(log.toString(StandardCharsets.UTF_8)).contains("built with care");
        List<PathInfo> closure = machine.closure(job);
        machine.forget(job);
        return closure;
    }

    private static BuilderJob started(BuilderMachine machine, SampleBuild flake) {
        var job = new BuilderJob(UUID.randomUUID(), 1, UUID.randomUUID());
        machine.put(List.of(flake.upload()));
        machine.start(job, flake.order(job, BuildLimits.DEFAULT), BuilderSettings.NONE);
        return job;
    }

    private static byte[] nar(SshExecutor executor, PathInfo info) {
        var nar = new ByteArrayOutputStream();
        new BuilderMachine(executor).dump(info.path(), nar::write);
        return nar.toByteArray();
    }

    private static String version(SshExecutor executor) {
        String text = executor.run(Command.of("nix", "--version")).text();
        return text.substring(text.lastIndexOf(' ') + 1);
    }

    private static Result lab(String verb, String... more) {
        String script = Path.of("ops", "lab", "lab.sh").toAbsolutePath().toString();
        return new LocalExecutor()
                .run(Command.of("bash", script, "builder", verb, String.valueOf(OTHER))
                        .with(more)
                        .withEnv("FIRN_HOME", String.valueOf(System.getenv("FIRN_IT_HOME")))
                        .within(Duration.ofMinutes(12)));
    }
}
