package io.firn.build;

import static org.assertj.core.api.Assertions.assertThat;

import io.firn.LabKey;
import io.firn.TestDatabase;
import io.firn.access.Orgs;
import io.firn.app.AppName;
import io.firn.app.Apps;
import io.firn.farm.SampleBuild;
import io.firn.lab.OneAtATime;
import io.firn.node.LabNodes;
import io.firn.node.Node;
import io.firn.node.NodeChange;
import io.firn.node.Nodes;
import io.firn.work.Lease;
import io.firn.work.Leases;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A build that needs more memory than it was given is built again with more, on a builder that has as much; the app's next
 * build begins there. Where the kernel keeps the limit it ends the build, elsewhere Firn's script on the builder does.
 */
@OneAtATime
@QuarkusTest
@WithTestResource(TestDatabase.class)
@WithTestResource(LabKey.class)
@TestProfile(MemoryRetryIT.Narrow.class)
@Timeout(240)
class MemoryRetryIT {
    private static final long MIB = 1L << 20;
    /** Holds 160 MiB for a while, in pieces of one: a doubled text would have three times as much for a moment. */
    private static final String NEEDS_160_MIB =
            "x=0123456789abcdef; n=0; while [ $n -lt 16 ]; do x=$x$x; n=$((n+1)); done; "
                    + "n=0; while [ $n -lt 160 ]; do eval m$n='$x'; n=$((n+1)); done; echo has it all; "
                    + "n=0; while [ $n -lt 8 ]; do read -t 0.5 </dev/zero || :; n=$((n+1)); done; echo x > $out";

    @Inject
    Builds builds;

    @Inject
    BuildLogs logs;

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

    /** Builds are given 128 MiB, and so much is taken for an app that nobody knows. */
    public static final class Narrow implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("firn.build.memory-limit", "128M", "firn.farm.unknown-memory", "64M");
        }
    }

    @BeforeEach
    void anApp() {
        String name = "m" + UUID.randomUUID().toString().substring(0, 8) + "x";
        appId = apps.create(orgs.ensure(Orgs.FIRST).id(), new AppName(name)).id();
    }

    @AfterEach
    void noBuilder() {
        lab.leaveAll();
    }

    @Test
    void buildIsBuiltAgainWithMoreMemoryAndTheNextOneBeginsWithIt() {
        Node builder = lab.join(1);
        System.out.println("memory is kept by "
                + (nodes.require(builder.name()).unenforced().contains("memory")
                        ? "Firn's script on the builder"
                        : "the builder's kernel"));

        Build build = run();
        assertThat(build.state()).as(log(build)).isEqualTo(BuildState.SUCCEEDED);
        assertThat(build.attempt()).as(log(build)).isEqualTo(2);
        assertThat(log(build))
                .contains("firn: builder-1 stopped it for want of memory, at 128 MiB. Building again with 256 MiB.");

        Build next = run();
        assertThat(next.state()).as(log(next)).isEqualTo(BuildState.SUCCEEDED);
        assertThat(next.attempt()).as(log(next)).isEqualTo(1);
        assertThat(next.memoryFloor()).isEqualTo(256 * MIB);
    }

    @Test
    void buildGoesToTheBuilderThatHasTheMemory() {
        Node small = lab.join(1);
        memoryLimit(small, 128 * MIB);
        Node large = lab.join(2);
        memoryLimit(large, 300 * MIB);
        nodes.disable(large.name());

        UUID id = request();
        Thread opening = Thread.startVirtualThread(() -> openWhenStarved(id, large));
        Build build = run(id);
        opening.interrupt();

        assertThat(build.state()).as(log(build)).isEqualTo(BuildState.SUCCEEDED);
        assertThat(log(build))
                .contains("firn: builder-1 stopped it for want of memory, at 128 MiB. Building again with 256 MiB.");
        assertThat(build.nodeId()).contains(large.id());
    }

    @Test
    void buildThatNoBuilderHasTheMemoryForFailsAndSaysSo() {
        memoryLimit(lab.join(1), 140 * MIB);
        Build build = run();
        assertThat(build.state()).as(log(build)).isEqualTo(BuildState.FAILED);
        assertThat(build.reason())
                .hasValue("it needed more than 128 MiB of memory and was stopped; no builder has much more");
    }

    private void openWhenStarved(UUID id, Node large) {
        try {
            while (!new String(logs.read(id, 0).bytes(), StandardCharsets.UTF_8).contains("Building again")) {
                Thread.sleep(200);
            }
            nodes.enable(large.name());
            lab.heartbeat();
        } catch (InterruptedException over) {
            Thread.currentThread().interrupt();
        }
    }

    private void memoryLimit(Node node, long bytes) {
        nodes.change(node.name(), new NodeChange(null, null, null, null, null, null, null, bytes));
    }

    private Build run() {
        return run(request());
    }

    private UUID request() {
        return builds.request(appId, UUID.randomUUID().toString(), SampleBuild.ATTR, "x86_64-linux")
                .id();
    }

    private Build run(UUID id) {
        SampleBuild sample = SampleBuild.running(NEEDS_160_MIB);
        try (Lease lease = leases.tryTake("build:" + id).orElseThrow()) {
            return builds.run(id, lease, sample.inputs(path -> false));
        }
    }

    private String log(Build build) {
        return new String(logs.read(build.id(), 0).bytes(), StandardCharsets.UTF_8);
    }
}
