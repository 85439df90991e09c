package io.firn.farm;

import static org.assertj.core.api.Assertions.assertThat;

import io.firn.exec.Command;
import io.firn.exec.SshExecutor;
import io.firn.lab.OneAtATime;
import io.firn.nix.PathInfo;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Real builds on a real builder of the lab. */
@OneAtATime
@Timeout(120)
class BuilderMachineIT {
    private static final Duration WALL = Duration.ofMinutes(2);

    private final List<BuilderJob> jobs = new ArrayList<>();
    private SshExecutor executor;
    private BuilderMachine machine;

    @BeforeEach
    void connect() throws IOException {
        executor = LabBuilder.required(1).connect();
        machine = new BuilderMachine(executor);
    }

    @AfterEach
    void tidyUp() {
        for (BuilderJob job : jobs) {
            machine.stop(job);
            machine.forget(job);
        }
        if (executor != null) { // as it is where the test was skipped
            executor.close();
        }
    }

    @Test
    void buildsAFlakeAndHandsOverLogAndClosure() throws Exception {
        BuilderJob job = started("echo first; echo second >&2; echo hello > $out", BuildLimits.DEFAULT);
        var log = new ByteArrayOutputStream();

        JobStatus end = machine.follow(job, 0, WALL, log::write);

        assertThat(log.toString(StandardCharsets.UTF_8)).contains("first").contains("second");
        assertThat(end.succeeded()).isTrue();
        assertThat(end.logBytes()).isEqualTo(log.size());
        List<PathInfo> closure = machine.closure(job);
        assertThat(closure).extracting(PathInfo::path).containsExactlyElementsOf(end.outputs());
        assertThat(machine.closure(end.outputs().getFirst())).isEqualTo(closure);
        var nar = new ByteArrayOutputStream();
        machine.dump(end.outputs().getFirst(), nar::write);
        PathInfo info = closure.getFirst();
        assertThat(nar.size()).isEqualTo(info.narSize());
        assertThat(MessageDigest.getInstance("SHA-256").digest(nar.toByteArray()))
                .isEqualTo(info.narHash().bytes());
        var exported = new ArrayList<byte[]>();
        machine.export(List.of(info, info), (path, in) -> exported.add(in.readAllBytes()));
        assertThat(exported).hasSize(2).allSatisfy(bytes -> assertThat(bytes).isEqualTo(nar.toByteArray()));
    }

    @Test
    void failureShowsLastLinesAndExitStatus() {
        BuilderJob job = started("echo about to fail; exit 3", BuildLimits.DEFAULT);
        var log = new ByteArrayOutputStream();

        JobStatus end = machine.follow(job, 0, WALL, log::write);

        assertThat(end.state()).isEqualTo(JobStatus.State.ENDED);
        assertThat(end.exit()).isEqualTo(1);
        assertThat(end.outputs()).isEmpty();
        assertThat(log.toString(StandardCharsets.UTF_8))
                .contains("about to fail")
                .contains("failed with exit code 3");
    }

    @Test
    void secondStartOfAJobChangesNothing() {
        SampleBuild flake = SampleBuild.running("echo once; echo x > $out");
        BuilderJob job = newJob();
        machine.put(List.of(flake.upload()));
        BuildOrder order = flake.order(job, BuildLimits.DEFAULT);
        machine.start(job, order, BuilderSettings.NONE);
        machine.start(job, order, BuilderSettings.NONE);
        machine.follow(job, 0, WALL, (bytes, offset, length) -> {});
        machine.start(job, order, BuilderSettings.NONE);
        assertThat(executor.run(Command.of(
                                "journalctl",
                                "-o",
                                "cat",
                                "--no-pager",
                                "-u",
                                job.unit() + ".service",
                                "--grep",
                                "Started"))
                        .text()
                        .lines())
                .as("unit starts in the journal")
                .hasSizeLessThanOrEqualTo(2);
        assertThat(machine.status(job).succeeded()).isTrue();
    }

    @Test
    void stoppedBuildLeavesNothingBehind() throws Exception {
        BuilderJob job = started("echo up; while :; do read -t 1 </dev/null || :; done", BuildLimits.DEFAULT);
        awaitLog(job, "up");
        String cgroup = executor.run(Command.of("systemctl", "show", "-p", "ControlGroup", "--value", job.unit()))
                .text();
        assertThat(members(cgroup)).as("processes while it builds").isGreaterThan(2);

        JobStatus end = machine.stop(job);

        assertThat(end.state()).isEqualTo(JobStatus.State.ENDED);
        assertThat(end.stopped()).isEqualTo(JobStatus.Stop.STOPPED);
        assertThat(members(cgroup)).as("processes after the stop").isZero();
        assertThat(executor.run(Command.of("pgrep", "-f", "read -t 1 </dev/null"))
                        .text())
                .isEmpty();
        assertThat(executor.run(Command.of("systemctl", "is-active", job.unit()))
                        .text())
                .isEqualTo("inactive");
    }

    @Test
    void jobStoppedBeforeItsStartNeverStarts() {
        SampleBuild flake = SampleBuild.running("echo x > $out");
        BuilderJob job = newJob();
        machine.put(List.of(flake.upload()));
        machine.stop(job);
        machine.start(job, flake.order(job, BuildLimits.DEFAULT), BuilderSettings.NONE);
        JobStatus end = machine.follow(job, 0, WALL, (bytes, offset, length) -> {});
        assertThat(end.stopped()).isEqualTo(JobStatus.Stop.STOPPED);
        assertThat(end.outputs()).isEmpty();
    }

    @Test
    void buildOutlivesItsConnectionAndIsFollowedOnFromAnOffset() throws Exception {
        BuilderJob job = started(
                "n=0; while [ $n -lt 20 ]; do echo line $n; n=$((n+1)); read -t 0.2 </dev/zero || :; done; echo x > $out",
                BuildLimits.DEFAULT);
        var log = new ByteArrayOutputStream();
        var seen = new CountDownLatch(1);
        Thread first = Thread.ofVirtual().start(() -> {
            try {
                machine.follow(job, 0, WALL, (bytes, offset, length) -> {
                    log.write(bytes, offset, length);
                    seen.countDown();
                });
            } catch (RuntimeException lost) {
                // This is the connection that the test cuts.
            }
        });
        assertThat(seen.await(30, TimeUnit.SECONDS)).isTrue();
        executor.close();
        first.join();

        JobStatus end = machine.follow(job, log.size(), WALL, log::write);

        assertThat(end.succeeded()).isTrue();
        assertThat(log.toString(StandardCharsets.UTF_8).lines().filter(line -> line.contains("line ")))
                .hasSize(20);
    }

    @Test
    void logPastItsLimitEndsTheBuild() {
        var limits = new BuildLimits(WALL, Duration.ofMinutes(1), 20 * 1024, 1L << 30);
        BuilderJob job = started("while :; do echo aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa; done", limits);
        var log = new ByteArrayOutputStream();
        JobStatus end = machine.follow(job, 0, WALL, log::write);
        assertThat(end.stopped()).isEqualTo(JobStatus.Stop.LOG_LIMIT);
        assertThat(log.size()).isEqualTo(20 * 1024);
    }

    @Test
    void buildPastItsTimeLimitEnds() {
        var limits = new BuildLimits(Duration.ofSeconds(3), Duration.ofMinutes(1), 20_000, 1L << 30);
        BuilderJob job = started("while :; do read -t 1 </dev/null || :; done", limits);
        JobStatus end = machine.follow(job, 0, WALL, (bytes, offset, length) -> {});
        assertThat(end.succeeded()).isFalse();
        assertThat(end.state()).isEqualTo(JobStatus.State.ENDED);
    }

    private BuilderJob started(String shell, BuildLimits limits) {
        SampleBuild flake = SampleBuild.running(shell);
        BuilderJob job = newJob();
        machine.put(List.of(flake.upload()));
        machine.start(job, flake.order(job, limits), BuilderSettings.NONE);
        return job;
    }

    private BuilderJob newJob() {
        var job = new BuilderJob(UUID.randomUUID(), 1, UUID.randomUUID());
        jobs.add(job);
        return job;
    }

    private void awaitLog(BuilderJob job, String text) throws InterruptedException {
        for (int tries = 0; tries < 100; tries++) {
            if (executor.run(Command.of("grep", "-q", text, job.folder() + "/log"))
                    .ok()) {
                return;
            }
            Thread.sleep(100);
        }
        throw new AssertionError("'" + text + "' never came into the log");
    }

    private long members(String cgroup) {
        return executor.run(Command.of(
                        "sh", "-c", "cat /sys/fs/cgroup/systemd\"$1\"/cgroup.procs 2>/dev/null | wc -l", "sh", cgroup))
                .text()
                .lines()
                .mapToLong(Long::parseLong)
                .sum();
    }
}
