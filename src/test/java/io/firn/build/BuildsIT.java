package io.firn.build;

import static org.assertj.core.api.Assertions.assertThat;

import io.firn.LabKey;
import io.firn.TestDatabase;
import io.firn.access.Orgs;
import io.firn.app.AppName;
import io.firn.app.Apps;
import io.firn.exec.Command;
import io.firn.farm.BuilderJob;
import io.firn.farm.Farm;
import io.firn.farm.SampleBuild;
import io.firn.lab.OneAtATime;
import io.firn.node.LabNodes;
import io.firn.node.Nodes;
import io.firn.work.Lease;
import io.firn.work.Leases;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Builds from their row to their output, on a real builder. */
@OneAtATime
@QuarkusTest
@WithTestResource(TestDatabase.class)
@WithTestResource(LabKey.class)
@Timeout(180)
class BuildsIT {
    @Inject
    Builds builds;

    @Inject
    BuildLogs logs;

    @Inject
    Farm farm;

    @Inject
    Nodes nodes;

    @Inject
    LabNodes lab;

    @Inject
    Leases leases;

    @Inject
    Apps apps;

    @Inject
    Orgs orgs;

    private UUID appId = Orgs.NONE;

    @BeforeEach
    void anAppAndABuilder() {
        lab.join(1);
        String name = "b" + UUID.randomUUID().toString().substring(0, 8) + "x";
        appId = apps.create(orgs.ensure(Orgs.FIRST).id(), new AppName(name)).id();
    }

    @AfterEach
    void noBuilder() {
        lab.leaveAll();
    }

    @Test
    void buildEndsWithItsOutputAndItsLog() {
        SampleBuild sample = SampleBuild.running("echo building it; echo x > $out");

        Build build = run(request("key-1"), sample);

        assertThat(build.state()).as(log(build)).isEqualTo(BuildState.SUCCEEDED);
        assertThat(log(build)).contains("building it");
        assertThat(farm.pathInfos(job(build))).hasSize(1);
        assertThat(build.out()).contains(farm.pathInfos(job(build)).getFirst().path());
    }

    @Test
    void failedBuildSaysHowItEnded() {
        Build build = run(request("key-2"), SampleBuild.running("echo about to fail; exit 3"));
        assertThat(build.state()).isEqualTo(BuildState.FAILED);
        assertThat(build.exitCode()).hasValue(1);
        assertThat(build.reason()).hasValue("nix build ended with exit status 1");
        assertThat(logs.lastLines(build.id(), 20)).anyMatch(line -> line.contains("about to fail"));
    }

    @Test
    void sameFlakeIsNotBuiltTwiceWhileItsOutputIsKept() {
        SampleBuild sample = SampleBuild.running("echo x > $out");
        Build first = run(request("key-3"), sample);
        Build again = run(request("key-3"), sample);
        assertThat(again.skipped()).isTrue();
        assertThat(again.out()).isEqualTo(first.out());
        assertThat(again.reason())
                .hasValueSatisfying(why -> assertThat(why).contains(first.id().toString()));
        Build notKept = runNothingKept(request("key-3"), sample);
        assertThat(notKept.skipped()).isFalse();
    }

    @Test
    void cancelledBuildLeavesNothing() throws Exception {
        UUID id = request("key-4");
        CompletableFuture<Build> running = inBackground(
                () -> run(id, SampleBuild.running("echo up; while :; do read -t 1 </dev/zero || :; done")));
        awaitLog(running, id, "up");

        builds.cancel(appId, id);

        assertThat(running.get(30, TimeUnit.SECONDS).state()).isEqualTo(BuildState.CANCELLED);
        Build build = builds.require(appId, id);
        assertThat(nodes.executor(build.nodeId().orElseThrow())
                        .run(Command.of("systemctl", "is-active", job(build).unit()))
                        .text())
                .isEqualTo("inactive");
    }

    @Test
    void buildIsFinishedByWhoeverTakesItOver() throws Exception {
        UUID id = request("key-5");
        SampleBuild sample = SampleBuild.running(
                "n=0; while [ $n -lt 15 ]; do echo line $n; n=$((n+1)); read -t 0.3 </dev/zero || :; done; echo x > $out");
        Lease lost = leases.tryTake("build:" + id).orElseThrow();
        CompletableFuture<Build> first = inBackground(() -> builds.run(id, lost, sample.inputs(path -> false)));
        awaitLog(first, id, "line 2");
        lost.close();
        assertThat(first).failsWithin(20, TimeUnit.SECONDS);

        Build build = run(id, sample);

        assertThat(build.state()).isEqualTo(BuildState.SUCCEEDED);
        assertThat(build.attempt()).isEqualTo(1);
        assertThat(log(build).lines().filter(line -> line.startsWith("line ")).toList())
                .hasSize(15)
                .doesNotHaveDuplicates();
        String starts = nodes.executor(build.nodeId().orElseThrow())
                .run(Command.of(
                        "journalctl",
                        "--no-pager",
                        "-o",
                        "cat",
                        "-u",
                        job(build).unit()))
                .text();
        assertThat(starts.lines().filter(line -> line.startsWith("Started"))).hasSize(1);
    }

    @Test
    void withoutABuilderTheLogSaysHowToAddOne() throws Exception {
        lab.leaveAll();
        UUID id = request("key-6");
        CompletableFuture<Build> running = inBackground(() -> run(id, SampleBuild.running("echo x > $out")));
        awaitLog(running, id, "no builder. Add one with: firn nodes add");
        lab.join(1);
        assertThat(running.get(60, TimeUnit.SECONDS).state()).isEqualTo(BuildState.SUCCEEDED);
    }

    /** A thread that knows the application's classes, which those of the common pool do not. */
    private static CompletableFuture<Build> inBackground(Supplier<Build> work) {
        return CompletableFuture.supplyAsync(work, Thread::startVirtualThread);
    }

    private UUID request(String key) {
        return builds.request(appId, key, SampleBuild.ATTR, "x86_64-linux").id();
    }

    private Build run(UUID id, SampleBuild sample) {
        try (Lease lease = leases.tryTake("build:" + id).orElseThrow()) {
            return builds.run(id, lease, sample.inputs(path -> true));
        }
    }

    private Build runNothingKept(UUID id, SampleBuild sample) {
        try (Lease lease = leases.tryTake("build:" + id).orElseThrow()) {
            return builds.run(id, lease, sample.inputs(path -> false));
        }
    }

    private BuilderJob job(Build build) {
        return farm.job(build.id(), build.attempt()).orElseThrow();
    }

    private String log(Build build) {
        return new String(logs.read(build.id(), 0).bytes(), StandardCharsets.UTF_8);
    }

    private void awaitLog(CompletableFuture<Build> running, UUID id, String text) throws InterruptedException {
        for (int tries = 0; tries < 300; tries++) {
            if (running.isDone()) {
                running.join(); // throws what ended it
            }
            if (new String(logs.read(id, 0).bytes(), StandardCharsets.UTF_8).contains(text)) {
                return;
            }
            Thread.sleep(100);
        }
        throw new AssertionError("'" + text + "' never came into the log: "
                + new String(logs.read(id, 0).bytes(), StandardCharsets.UTF_8));
    }
}
