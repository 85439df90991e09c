package io.firn.build;

import static org.assertj.core.api.Assertions.assertThat;

import io.agroal.api.AgroalDataSource;
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
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
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

    @Inject
    AgroalDataSource database;

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
        Set<UUID> waiting = waitingBeside(one);
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
                .filter(build -> waiting.contains(build.id()))
                .flatMap(build -> build.startedAt().stream())
                .filter(start -> start.isBefore(started))
                .count();
        Duration slot = theirs.stream()
                .map(build -> Duration.between(
                        build.startedAt().orElseThrow(), build.endedAt().orElseThrow()))
                .sorted()
                .toList()
                .get(theirs.size() / 2);
        System.out.printf(
                "the single deploy waited %d ms, of %d that waited when it came into the queue %d were begun first; a"
                        + " slot is taken for %d ms, %d of the others were not done when it was%n",
                Duration.between(asked, started).toMillis(), waiting.size(), before, slot.toMillis(), waitingThen);
        assertThat(waitingThen).as("deploys that it went before").isGreaterThan(SLOTS);
        // A look at the queue may have been under way when it came, and have slots to give, one on each builder.
        assertThat(before)
                .as("deploys that waited when it came into the queue, and were begun before it")
                .isLessThanOrEqualTo(2);
    }

    /** What waits in the queue at the first look that sees this build there, too; none where it went through unseen. */
    private Set<UUID> waitingBeside(Map<UUID, CompletableFuture<Build>> one) throws Exception {
        Map.Entry<UUID, CompletableFuture<Build>> build =
                one.entrySet().iterator().next();
        UUID id = build.getKey();
        try (Connection connection = database.getConnection();
                PreparedStatement select = connection.prepareStatement(
                        "select build_id from build_queue where state = 'WAITING' or build_id = ?")) {
            select.setObject(1, id);
            while (!build.getValue().isDone()) {
                var found = new HashSet<UUID>();
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        found.add(row.getObject(1, UUID.class));
                    }
                }
                if (found.remove(id)) {
                    return found;
                }
                Thread.sleep(10);
            }
            return Set.of();
        }
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
