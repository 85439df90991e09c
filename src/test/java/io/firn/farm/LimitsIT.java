package io.firn.farm;

import static org.assertj.core.api.Assertions.assertThat;

import io.firn.exec.Command;
import io.firn.exec.SshExecutor;
import io.firn.lab.OneAtATime;
import io.firn.node.NodeLimits;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Each limit of a build bites on a real builder, or is one that the builder was seen not to enforce. */
@OneAtATime
@Timeout(120)
class LimitsIT {
    private static final Duration WALL = Duration.ofMinutes(1);
    /** Fills a shell's memory: built-ins only, as the sandbox has nothing else. */
    private static final String EATS_MEMORY = "x=0123456789abcdef; while :; do x=$x$x; echo has more; done";

    private static final String SPINS = "n=0; while [ $n -lt 4000000 ]; do n=$((n+1)); done; echo x > $out";

    private final BuilderJob job = new BuilderJob(UUID.randomUUID(), 1, UUID.randomUUID());
    private final ByteArrayOutputStream log = new ByteArrayOutputStream();
    private SshExecutor executor;
    private BuilderMachine machine;
    private Set<String> unenforced = Set.of();

    @BeforeEach
    void connect() throws IOException {
        executor = LabBuilder.required(1).connect();
        machine = new BuilderMachine(executor);
        unenforced = NodeLimits.unenforced(executor);
    }

    @AfterEach
    void tidyUp() {
        if (executor != null) { // as it is where the test was skipped
            machine.stop(job);
            machine.forget(job);
            executor.close();
        }
    }

    @Test
    void memory() {
        JobStatus end = built(EATS_MEMORY, new BuildLimits(WALL, WALL, 1 << 20, 200L << 20));
        assertThat(end.succeeded()).isFalse();
        assertThat(end.stopped()).isEqualTo(JobStatus.Stop.MEMORY_LIMIT);
        assertThat(units()).isEmpty();
    }

    @Test
    void wallTime() {
        JobStatus end =
                built("while :; do echo on; read -t 1 </dev/zero || :; done", limits(Duration.ofSeconds(4), WALL));
        assertThat(end.succeeded()).isFalse();
        assertThat(units()).isEmpty();
    }

    @Test
    void silence() {
        JobStatus end = built(
                "echo last words; read -t 60 </dev/tty; while :; do :; done", limits(WALL, Duration.ofSeconds(3)));
        assertThat(end.succeeded()).isFalse();
        assertThat(log.toString(StandardCharsets.UTF_8)).contains("last words").contains("silence");
        assertThat(units()).isEmpty();
    }

    @Test
    void logSize() {
        JobStatus end = built(
                "while :; do echo aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa; done",
                new BuildLimits(WALL, WALL, 20 * 1024, 1L << 30));
        assertThat(end.stopped()).isEqualTo(JobStatus.Stop.LOG_LIMIT);
        assertThat(log.size()).isEqualTo(20 * 1024);
    }

    @Test
    void processors() {
        Assumptions.assumeFalse(
                unenforced.contains("cpu"), "skipped: this builder's kernel does not enforce a limit on processors");
        SampleBuild flake = SampleBuild.running(SPINS);
        machine.put(java.util.List.of(flake.upload()));
        machine.start(job, flake.order(job, new BuildLimits(WALL, WALL, 1 << 20, 1L << 30, 1)), BuilderSettings.NONE);
        assertThat(executor.run(Command.of("systemctl", "show", "-p", "CPUQuotaPerSecUSec", "--value", job.unit()))
                        .text())
                .isEqualTo("1s");
    }

    @Test
    void whatIsNotEnforcedIsNamed() {
        assertThat(NodeLimits.all()).containsAll(unenforced);
        String controllers =
                executor.run(Command.of("cat", "/proc/self/cgroup")).text();
        if (controllers.contains(":memory:/\n")) {
            assertThat(unenforced)
                    .as("a machine whose control groups end outside of it")
                    .contains("memory", "cpu");
        }
    }

    private JobStatus built(String shell, BuildLimits limits) {
        SampleBuild flake = SampleBuild.running(shell);
        machine.put(java.util.List.of(flake.upload()));
        machine.start(job, flake.order(job, limits), BuilderSettings.NONE);
        return machine.follow(job, 0, WALL, log::write);
    }

    private static BuildLimits limits(Duration wall, Duration silent) {
        return new BuildLimits(wall, silent, 1 << 20, 1L << 30);
    }

    /** What of the job still runs. */
    private String units() {
        return executor.run(Command.of(
                        "systemctl", "list-units", "--plain", "--no-legend", "--state=active", job.unit() + ".service"))
                .text();
    }
}
