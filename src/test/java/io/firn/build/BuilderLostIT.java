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
import io.firn.farm.LabFaults;
import io.firn.farm.SampleBuild;
import io.firn.farm.StaleJobsInTests;
import io.firn.lab.Installation;
import io.firn.lab.OneAtATime;
import io.firn.node.LabNodes;
import io.firn.node.Nodes;
import io.firn.work.Lease;
import io.firn.work.Leases;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.ResourceLock;

/** A builder that is lost in the middle of a build, or spoils it: the build ends elsewhere, and what was left behind is stopped. */
@OneAtATime
@ResourceLock(Installation.BUILDERS)
@QuarkusTest
@WithTestResource(TestDatabase.class)
@WithTestResource(LabKey.class)
@Timeout(300)
class BuilderLostIT {
    private static final String LINES =
            "n=0; while [ $n -lt %d ]; do echo line $n; n=$((n+1)); read -t 0.5 </dev/zero || :; done; echo x > $out";
    private static final String STRANGE_NIX =
            "printf '#!/bin/sh\\ncase $* in *path-info*) echo no JSON;; *) exec /usr/bin/nix \"$@\";; esac\\n'"
                    + " >/usr/local/bin/nix; chmod +x /usr/local/bin/nix";

    @Inject
    Builds builds;

    @Inject
    BuildLogs logs;

    @Inject
    Farm farm;

    @Inject
    StaleJobsInTests stale;

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

    @BeforeEach
    void twoBuilders() {
        lab.join(1);
        lab.join(2);
    }

    @AfterEach
    void noBuilder() {
        lab.leaveAll();
    }

    @Test
    void frozenBuilderLosesItsBuildToAnother() throws Exception {
        BuilderJob lost = lostAndFoundElsewhere(
                20,
                " was lost",
                number -> LabFaults.builder("freeze", number),
                number -> LabFaults.builder("thaw", number));
        await(Duration.ofMinutes(1), () -> {
            lab.heartbeat();
            return stale.sweep() == 0;
        });
        assertThat(nodes.executor(lost.nodeId())
                        .run(Command.of("systemctl", "is-active", lost.unit()))
                        .text())
                .isEqualTo("inactive");
    }

    @Test
    void builderWhoseNixDoesNotSayWhatItBuiltGivesTheAttemptAway() throws Exception {
        lostAndFoundElsewhere(
                6,
                " built it, but what it built cannot be read: its Nix does not answer 'nix path-info --json' with JSON."
                        + " Building again elsewhere.",
                number -> onBuilder(number, STRANGE_NIX),
                number -> onBuilder(number, "rm /usr/local/bin/nix"));
    }

    private void onBuilder(int number, String line) {
        UUID node = nodes.require("builder-" + number).id();
        assertThat(nodes.executor(node).run(Command.of("sh", "-c", line)).ok()).isTrue();
    }

    /** The attempt that came to nothing. */
    private BuilderJob lostAndFoundElsewhere(int lines, String said, IntConsumer breaking, IntConsumer repairing)
            throws Exception {
        String name = "l" + UUID.randomUUID().toString().substring(0, 8) + "x";
        UUID appId =
                apps.create(orgs.ensure(Orgs.FIRST).id(), new AppName(name)).id();
        SampleBuild sample = SampleBuild.running(LINES.formatted(lines));
        UUID id = builds.request(appId, "key", SampleBuild.ATTR, "x86_64-linux").id();
        // A thread that knows the application's classes, which those of the common pool do not.
        CompletableFuture<Build> running = CompletableFuture.supplyAsync(
                () -> {
                    try (Lease lease = leases.tryTake("build:" + id).orElseThrow()) {
                        return builds.run(id, lease, sample.inputs(path -> false));
                    }
                },
                Thread::startVirtualThread);
        await(Duration.ofMinutes(1), () -> {
            if (running.isDone()) {
                running.join(); // throws what ended it
            }
            return log(id).contains("line 1");
        });
        BuilderJob lost = farm.job(id, 1).orElseThrow();
        String victim = nodes.find(lost.nodeId()).orElseThrow().name();
        int number = Integer.parseInt(victim.substring("builder-".length()));
        breaking.accept(number);
        try {
            Build build = running.get(150, TimeUnit.SECONDS);
            assertThat(build.state()).as(log(id)).isEqualTo(BuildState.SUCCEEDED);
            assertThat(build.attempt()).isEqualTo(2);
            assertThat(build.nodeId()).isPresent().isNotEqualTo(Optional.of(lost.nodeId()));
            assertThat(log(id)).contains(victim + said).contains("line " + (lines - 1));
        } finally {
            repairing.accept(number);
        }
        return lost;
    }

    private String log(UUID id) {
        return new String(logs.read(id, 0).bytes(), StandardCharsets.UTF_8);
    }

    private static void await(Duration limit, BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
            Thread.sleep(200);
        }
    }
}
