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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.ResourceLock;

/** A builder that is lost in the middle of a build: the build ends elsewhere, and what was left behind is stopped. */
@OneAtATime
@ResourceLock(Installation.BUILDERS)
@QuarkusTest
@WithTestResource(TestDatabase.class)
@WithTestResource(LabKey.class)
@Timeout(300)
class BuilderLostIT {
    private static final String TWENTY_LINES =
            "n=0; while [ $n -lt 20 ]; do echo line $n; n=$((n+1)); read -t 0.5 </dev/zero || :; done; echo x > $out";

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
        lostAndFoundElsewhere("freeze", "thaw");
    }

    private void lostAndFoundElsewhere(String breaking, String repairing) throws Exception {
        String name = "l" + UUID.randomUUID().toString().substring(0, 8) + "x";
        UUID appId =
                apps.create(orgs.ensure(Orgs.FIRST).id(), new AppName(name)).id();
        SampleBuild sample = SampleBuild.running(TWENTY_LINES);
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
        LabFaults.builder(breaking, number);
        try {
            Build build = running.get(150, TimeUnit.SECONDS);
            assertThat(build.state()).as(log(id)).isEqualTo(BuildState.SUCCEEDED);
            assertThat(build.attempt()).isEqualTo(2);
            assertThat(build.nodeId()).isPresent().isNotEqualTo(Optional.of(lost.nodeId()));
            assertThat(log(id)).contains(victim + " was lost").contains("line 19");
        } finally {
            LabFaults.builder(repairing, number);
        }
        await(Duration.ofMinutes(1), () -> {
            lab.heartbeat();
            return stale.sweep() == 0;
        });
        assertThat(nodes.executor(lost.nodeId())
                        .run(Command.of("systemctl", "is-active", lost.unit()))
                        .text())
                .isEqualTo("inactive");
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
