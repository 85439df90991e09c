package io.firn.build;

import static org.assertj.core.api.Assertions.assertThat;

import io.firn.LabKey;
import io.firn.TestDatabase;
import io.firn.access.Orgs;
import io.firn.app.AppName;
import io.firn.app.Apps;
import io.firn.exec.Command;
import io.firn.farm.Farm;
import io.firn.farm.LabFaults;
import io.firn.farm.SampleBuild;
import io.firn.farm.StaleJobsInTests;
import io.firn.lab.Installation;
import io.firn.lab.LongTest;
import io.firn.lab.OneAtATime;
import io.firn.node.LabNodes;
import io.firn.node.Node;
import io.firn.node.Nodes;
import io.firn.work.Lease;
import io.firn.work.Leases;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Thirty builds on three builders, of which one is killed, one stands still and one is cut off: every build ends well. */
@OneAtATime
@ResourceLock(Installation.BUILDERS)
@QuarkusTest
@WithTestResource(TestDatabase.class)
@WithTestResource(LabKey.class)
@TestProfile(FarmFaultsIT.Patient.class)
@Timeout(400)
@LongTest
class FarmFaultsIT {
    private static final int BUILDS = 30;
    private static final String FIVE_SECONDS =
            "n=0; while [ $n -lt 10 ]; do echo line $n; n=$((n+1)); read -t 0.5 </dev/zero || :; done; echo x > $out";

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
    void threeBuilders() {
        Installation.required();
        for (int number = 1; number <= 3; number++) {
            lab.join(number);
        }
    }

    @AfterEach
    void noBuilder() {
        lab.leaveAll();
    }

    @Test
    void everyBuildEndsWellThoughEachBuilderFailsOnce() throws Exception {
        Thread heart = Thread.startVirtualThread(this::heartbeats);
        Map<UUID, CompletableFuture<Build>> running = begin();
        awaitStarted(running, 4);
        Instant broken = Instant.now();
        LabFaults.builder("kill", 1);
        LabFaults.builder("freeze", 2);
        try {
            Thread.sleep(3_000);
            LabFaults.builder("start", 1);
            awaitBack();
            LabFaults.builder("cut", 3);
            for (CompletableFuture<Build> build : running.values()) {
                Build ended = build.get(300, TimeUnit.SECONDS);
                assertThat(ended.state()).as(log(ended.id())).isEqualTo(BuildState.SUCCEEDED);
            }
        } finally {
            heart.interrupt();
            LabFaults.builder("thaw", 2);
            LabFaults.builder("mend", 3);
        }
        System.out.printf(
                "%d builds ended well %d s after the first fault; builders were lost %d times%n",
                BUILDS, Duration.between(broken, Instant.now()).toSeconds(), lost(running.keySet()));
        for (UUID id : running.keySet()) {
            assertThat(log(id)).as("the whole log of the attempt that counted").contains("line 0", "line 9");
        }
        assertThat(lost(running.keySet())).as("builds that lost a builder").isPositive();
        everythingLeftBehindStops();
        noUnitWasStartedTwice(running.keySet());
    }

    /** As in an installation: all builders away for a moment is no reason to give a build up. */
    public static final class Patient implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("firn.build.wait-for-builder", "5m", "firn.build.attempts", "6");
        }
    }

    /** What the service's own schedule does; it is switched off in tests. */
    private void heartbeats() {
        try {
            while (true) {
                lab.heartbeat();
                Thread.sleep(3_000);
            }
        } catch (InterruptedException over) {
            Thread.currentThread().interrupt();
        }
    }

    private Map<UUID, CompletableFuture<Build>> begin() {
        String name = "f" + UUID.randomUUID().toString().substring(0, 8) + "x";
        UUID appId =
                apps.create(orgs.ensure(Orgs.FIRST).id(), new AppName(name)).id();
        var running = new LinkedHashMap<UUID, CompletableFuture<Build>>();
        for (int i = 0; i < BUILDS; i++) {
            SampleBuild sample = SampleBuild.running(FIVE_SECONDS);
            UUID id = builds.request(appId, "key-" + i, SampleBuild.ATTR, "x86_64-linux")
                    .id();
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
        return running;
    }

    private void awaitStarted(Map<UUID, CompletableFuture<Build>> running, int count) throws InterruptedException {
        for (int tries = 0; tries < 300; tries++) {
            if (running.keySet().stream()
                            .filter(id -> log(id).contains("line 1"))
                            .count()
                    >= count) {
                return;
            }
            Thread.sleep(200);
        }
        throw new AssertionError("the builds do not start");
    }

    /** Without builder-1 nothing would be left to build on when builder-3 goes. */
    private void awaitBack() throws InterruptedException {
        for (int tries = 0; tries < 120; tries++) {
            lab.heartbeat();
            if (nodes.require("builder-1").state().takesWork()) {
                return;
            }
            Thread.sleep(500);
        }
        throw new AssertionError("builder-1 does not come back");
    }

    private long lost(Iterable<UUID> ids) {
        long count = 0;
        for (UUID id : ids) {
            count +=
                    log(id).lines().filter(line -> line.contains(" was lost (")).count();
        }
        return count;
    }

    private void everythingLeftBehindStops() throws InterruptedException {
        for (int tries = 0; tries < 120; tries++) {
            lab.heartbeat();
            if (stale.sweep() == 0) {
                return;
            }
            Thread.sleep(1_000);
        }
        throw new AssertionError("attempts that were given up still run");
    }

    /** Of every attempt systemd tells one start, on whichever builder; a machine's own journal may be lost with it. */
    private void noUnitWasStartedTwice(Iterable<UUID> ids) {
        var starts = new HashMap<String, Integer>();
        for (Node node : nodes.list()) {
            String journal = nodes.executor(node.id())
                    .run(Command.of("journalctl", "--no-pager", "-o", "cat", "-u", "firn-*")
                            .within(Duration.ofSeconds(20)))
                    .text();
            journal.lines()
                    .filter(line -> line.startsWith("Started "))
                    .forEach(line ->
                            starts.merge(line.replaceAll("^Started (firn-[0-9a-f-]+).*", "$1"), 1, Integer::sum));
        }
        List<String> twice = new ArrayList<>();
        for (UUID id : ids) {
            starts.forEach((unit, count) -> {
                if (unit.contains(id.toString()) && count > 1) {
                    twice.add(unit + " " + count + " times");
                }
            });
        }
        assertThat(starts).isNotEmpty();
        assertThat(twice).isEmpty();
    }

    private String log(UUID id) {
        return new String(logs.read(id, 0).bytes(), StandardCharsets.UTF_8);
    }
}
