package io.firn.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.firn.fault.Fault;
import io.firn.fault.FieldFault;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NodeTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration SUSPECT = Duration.ofSeconds(30);
    private static final Duration LOST = Duration.ofSeconds(45);
    private static final String KEY =
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIC1EtRD32PHlePdV7fq6Qdr0kz1+5X4pBLxEto/+asNz";
    private static final Vitals WELL = new Vitals(0.5, 4L, 3L, 2L, 1L, "2.26.3", 2, 0.25, 20L, 10L, 1);

    @Test
    void silentNodeBecomesSuspectThenLostAndComesBack() {
        Node node = healthy();
        assertThat(silentFor(node, 20)).isEqualTo(NodeState.HEALTHY);
        assertThat(silentFor(node, 31)).isEqualTo(NodeState.SUSPECT);
        assertThat(silentFor(node, 46)).isEqualTo(NodeState.LOST);
        assertThat(node.reason()).contains("it does not answer");
        assertThat(node.beat(WELL, START.plusSeconds(50))).isTrue();
        assertThat(node.state()).isEqualTo(NodeState.HEALTHY);
        assertThat(node.reason()).isEmpty();
    }

    @Test
    void drainingNodeStaysDrainingThoughItAnswers() {
        Node node = healthy();
        node.drain();
        assertThat(node.beat(WELL, START)).isFalse();
        assertThat(node.state()).isEqualTo(NodeState.DRAINING);
        assertThat(node.state().takesWork()).isFalse();
    }

    @Test
    void joiningAgainWithTheSameAddressDisturbsNothing() {
        Node node = healthy();
        node.rejoin(spec("10.0.0.2", 4).checked());
        assertThat(node.state()).isEqualTo(NodeState.HEALTHY);
        assertThat(node.slots()).isEqualTo(4);
        node.rejoin(spec("10.0.0.3", 4).checked());
        assertThat(node.state()).isEqualTo(NodeState.JOINING);
    }

    @Test
    void everyWrongFieldIsNamed() {
        var spec = new NodeSpec(
                "B 1",
                Set.of(),
                new NodeSpec.Ssh("h;id", 22, "root"),
                KEY,
                Set.of("a b"),
                -1,
                null,
                Set.of("kvm "),
                null,
                "a b",
                -1,
                1L);
        assertThatThrownBy(spec::checked).isInstanceOfSatisfying(Fault.class, fault -> assertThat(fault.fields())
                .extracting(FieldFault::field)
                .contains("name", "roles", "ssh", "slots", "systems", "features", "region", "capacity", "memoryLimit"));
    }

    @Test
    void vitalsAreReadFromOneAnswer() {
        Vitals vitals = Vitals.parse(
                "load=0.25\nmemory=100\navailable=50\ntotal=10\nfree=5\ndisk=8\ndiskfree=2\ncpus=4\nbusy=250\nbuilds=1\nnix=nix (Nix) 2.26.3\n");
        assertThat(vitals)
                .isEqualTo(new Vitals(0.25, 102400L, 51200L, 10240L, 5120L, "2.26.3", 4, 0.25, 8192L, 2048L, 1));
        assertThat(Vitals.parse("").nixVersion()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"nix (Nix) 2.8.0", "nix (Nix) 2.23.9", "nix (Nix) 1.11"})
    void oldNixIsRefusedWithASentence(String version) {
        assertThatThrownBy(() -> Provisioning.checkNix(healthy(), result(version)))
                .hasMessageContaining("its Nix is too old ('" + version + "')");
    }

    @ParameterizedTest
    @ValueSource(strings = {"nix (Nix) 2.24.0", "nix (Nix) 2.34.8", "nix (Lix, like Nix) 3.0"})
    void newNixIsTaken(String version) {
        Provisioning.checkNix(healthy(), result(version));
    }

    private static io.firn.exec.Result result(String text) {
        return new io.firn.exec.Result(
                0, text.getBytes(java.nio.charset.StandardCharsets.UTF_8), "", Duration.ofMillis(1));
    }

    private static NodeState silentFor(Node node, int seconds) {
        node.silent("it does not answer", START.plusSeconds(seconds), SUSPECT, LOST);
        return node.state();
    }

    private static Node healthy() {
        var node = new Node(UUID.randomUUID(), spec("10.0.0.2", 2).checked(), START);
        assertThat(node.state()).isEqualTo(NodeState.JOINING);
        assertThat(node.ready(START)).isTrue();
        return node;
    }

    private static NodeSpec spec(String host, int slots) {
        return new NodeSpec(
                "builder-1",
                Set.of(NodeRole.BUILDER),
                new NodeSpec.Ssh(host, null, null),
                KEY,
                null,
                slots,
                Map.of("zone", "a"),
                null,
                null,
                null,
                null,
                null);
    }
}
