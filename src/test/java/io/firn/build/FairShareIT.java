package io.firn.build;

import static org.assertj.core.api.Assertions.assertThat;

import io.firn.LabKey;
import io.firn.TestDatabase;
import io.firn.access.Orgs;
import io.firn.app.AppName;
import io.firn.app.Apps;
import io.firn.farm.SampleBuild;
import io.firn.lab.Installation;
import io.firn.lab.LongTest;
import io.firn.lab.OneAtATime;
import io.firn.node.LabNodes;
import io.firn.work.Lease;
import io.firn.work.Leases;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** On real builders: whoever has fifty deploys in the queue does not keep another's single one from the next free slot. */
@OneAtATime
@QuarkusTest
@WithTestResource(TestDatabase.class)
@WithTestResource(LabKey.class)
@Timeout(400)
@LongTest
class FairShareIT {
    private static final int APPS = 10;
    private static final int DEPLOYS_EACH = 5;
    private static final int SLOTS = 4;
    private static final String FOUR_SECONDS =
            "n=0; while [ $n -lt 8 ]; do echo line $n; n=$((n+1)); read -t 0.5 </dev/zero || :; done; echo x > $out";

    @Inject
    Builds builds;

    @Inject
    LabNodes lab;

    @Inject
    Leases leases;

    @Inject
    Apps apps;

    @Inject
    Orgs orgs;

    @AfterEach
    void noBuilder() {
        lab.leaveAll();
    }

    @Test
    void aSingleDeployOfAnotherOrgTakesTheNextSlot() throws Exception {
        Installation.required();
        lab.join(1);
        lab.join(2);
        UUID greedy = orgs.ensure("greedy").id();
        var many = new LinkedHashMap<UUID, CompletableFuture<Build>>();
        for (int app = 0; app < APPS; app++) {
            UUID appId = app(greedy, "greedy");
            for (int n = 0; n < DEPLOYS_EACH; n++) {
                begin(appId, many);
            }
        }
        awaitEnded(many, 2 * SLOTS);

        var one = new LinkedHashMap<UUID, CompletableFuture<Build>>();
        begin(app(orgs.ensure("modest").id(), "modest"), one);
        Build single = one.values().iterator().next().get(120, TimeUnit.SECONDS);
        long waitingThen =
                many.values().stream().filter(build -> !build.isDone()).count();
        List<Build> theirs = new ArrayList<>();
        for (CompletableFuture<Build> build : many.values()) {
            theirs.add(build.get(300, TimeUnit.SECONDS));
        }

        assertThat(theirs).extracting(Build::state).containsOnly(BuildState.SUCCEEDED);
        assertThat(single.state()).isEqualTo(BuildState.SUCCEEDED);
        Instant asked = single.createdAt();
        Instant started = single.startedAt().orElseThrow();
        long before = theirs.stream()
                .flatMap(build -> build.startedAt().stream())
                .filter(start -> start.isAfter(asked) && start.isBefore(started))
                .count();
        Duration slot = theirs.stream()
                .map(build -> Duration.between(
                        build.startedAt().orElseThrow(), build.endedAt().orElseThrow()))
                .sorted()
                .toList()
                .get(theirs.size() / 2);
        System.out.printf(
                "the single deploy waited %d ms, of %d that waited before it %d were begun first; a slot is taken for %d ms,"
                        + " %d of the others were not done when it was%n",
                Duration.between(asked, started).toMillis(), theirs.size(), before, slot.toMillis(), waitingThen);
        assertThat(waitingThen).as("deploys that it went before").isGreaterThan(SLOTS);
        // Slots may have been given away in the moment between asking and being in the queue, one on each builder.
        assertThat(before)
                .as("deploys that were begun before it, though asked for")
                .isLessThanOrEqualTo(2);
    }

    private UUID app(UUID org, String prefix) {
        return apps.create(
                        org,
                        new AppName(prefix + "-" + UUID.randomUUID().toString().substring(0, 8) + "x"))
                .id();
    }

    private void begin(UUID appId, Map<UUID, CompletableFuture<Build>> running) {
        SampleBuild sample = SampleBuild.running(FOUR_SECONDS);
        var request = BuildRequest.forDeploy(UUID.randomUUID().toString(), SampleBuild.ATTR, "x86_64-linux", "main");
        UUID id = builds.request(appId, request).id();
        // A thread that knows the application's classes, which those of the common pool do not.
        running.put(
                id,
                CompletableFuture.supplyAsync(
                        () -> {
                            try (Lease lease = leases.tryTake("build:" + id).orElseThrow()) {
                                return builds.run(id, lease, sample.inputs(path -> false));
                            }
                        },
                        Thread::startVirtualThread));
    }

    /** Until the farm has history and all slots are taken by builds that follow upon others. */
    private static void awaitEnded(Map<UUID, CompletableFuture<Build>> running, int count) throws InterruptedException {
        for (int tries = 0; tries < 600; tries++) {
            if (running.values().stream().filter(CompletableFuture::isDone).count() >= count) {
                return;
            }
            Thread.sleep(100);
        }
        throw new AssertionError("the builds do not end");
    }
}
