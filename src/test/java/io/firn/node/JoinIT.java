package io.firn.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.firn.LabKey;
import io.firn.TestDatabase;
import io.firn.TestTokens;
import io.firn.exec.Command;
import io.firn.exec.Executor;
import io.firn.exec.LocalExecutor;
import io.firn.exec.Result;
import io.firn.exec.SshDoor;
import io.firn.exec.SshExecutor;
import io.firn.exec.SshTimings;
import io.firn.farm.LabBuilder;
import io.firn.lab.OneAtATime;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A machine joins by the script, on a real builder of the lab, with a key that the machine has never seen. The lab's own key is
 * the operator's way to it.
 */
@OneAtATime
@QuarkusTest
@TestProfile(JoinIT.OwnKey.class)
@WithTestResource(TestDatabase.class)
@WithTestResource(LabKey.class)
@Timeout(180)
class JoinIT {
    @Inject
    Nodes nodes;

    @Inject
    NodeSettings settings;

    private LabBuilder machine = new LabBuilder(LabPeer.NONE, Path.of("/"));
    private SshExecutor operator = new SshExecutor(LabPeer.NONE, Path.of("/"), SshTimings.DEFAULT);

    /** Another key than the lab's, and a door for tunnels. */
    public static final class OwnKey implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "firn.node.key-file",
                    "${firn.data-dir}/ssh/join_key",
                    "firn.node.tunnel.port",
                    String.valueOf(freePort()));
        }
    }

    private static int freePort() {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @BeforeEach
    void aMachineThatFirnDoesNotKnow() throws Exception {
        machine = LabBuilder.required(2);
        operator = machine.connect();
        makeKey(settings.keyFile());
        operator.run(Command.of("cp", "-p", "/root/.ssh/authorized_keys", "/root/authorized_keys.before"));
    }

    /** The service's own key, which no machine knows yet. */
    static void makeKey(Path key) throws IOException {
        if (Files.notExists(key)) {
            Files.createDirectories(key.getParent());
            new LocalExecutor()
                    .run(Command.of("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key.toString()))
                    .orFail("make a key", "Install ssh-keygen.");
        }
    }

    @AfterEach
    void asItWas() {
        nodes.list().forEach(node -> nodes.remove(node.name()));
        if (!machine.peer().equals(LabPeer.NONE)) {
            operator.run(Command.of("systemctl", "disable", "--now", "firn-tunnel.service"));
            operator.run(Command.of("rm", "-rf", "/etc/systemd/system/firn-tunnel.service", "/var/lib/firn/tunnel"));
            operator.run(Command.of("mv", "/root/authorized_keys.before", "/root/.ssh/authorized_keys"));
        }
        operator.close();
    }

    @Test
    void theScriptShowsWhatItWouldDoAndDoesNothing() {
        Result shown = script(token(), "--dry-run");
        assertThat(shown.err()).isEmpty();
        assertThat(shown.text())
                .contains("keep   Nix 2.")
                .contains("make   let Firn's key in as root")
                .contains("as 'join-me' with 2 slots");
        assertThat(nodes.list()).isEmpty();
        assertThat(operator.run(Command.of("cat", "/root/.ssh/authorized_keys")).text())
                .doesNotContain("firn-shell");
    }

    @Test
    void aMachineJoinsOnceAndTheScriptMayRunAgain() {
        String token = token();
        Result joined = script(token, "--yes");
        assertThat(joined.err()).isEmpty();
        assertThat(joined.text()).endsWith("'join-me' is ready: Firn sends builds here now.");
        Node node = nodes.require("join-me");
        assertThat(node.state()).isEqualTo(NodeState.HEALTHY);
        assertThat(node.peer()).isEqualTo(machine.peer());
        assertThat(node.vitals()).isPresent();
        assertThat(node.storeSize())
                .hasValueSatisfying(bytes -> assertThat(bytes).isNotNegative());

        Executor firn = nodes.executor(node.id());
        assertThat(firn.run(Command.of("printf", "%s|", "$(id)", "a b", "'")).text())
                .isEqualTo("$(id)|a b|'|");
        assertThat(firn.run(Command.of("cat").withStdin(() -> new ByteArrayInputStream(new byte[100_000])))
                        .out())
                .hasSize(100_000);
        try (var quoting = new SshExecutor(machine.peer(), settings.keyFile(), SshTimings.DEFAULT, SshDoor.SHELL)) {
            assertThat(quoting.run(Command.of("id")).exit())
                    .as("another command with Firn's key")
                    .isEqualTo(126);
        }

        Result again = script(token, "--yes");
        assertThat(again.err()).isEmpty();
        assertThat(again.text())
                .contains("keep   /usr/local/lib/firn/firn-shell")
                .contains("is ready");
        assertThat(operator.run(Command.of("grep", "-c", "firn-shell", "/root/.ssh/authorized_keys"))
                        .text())
                .isEqualTo("1");
        assertThat(nodes.list()).hasSize(1);
    }

    @Test
    void aNixThatIsTooOldIsNamedAndTheMachineDoesNotJoin() {
        String old = "#!/bin/sh\necho 'nix (Nix) 2.8.0'\n";
        // for this script alone: the builder works for other tests meanwhile
        operator.run(Command.of("sh", "-c", "mkdir -p /tmp/old && cat >/tmp/old/nix && chmod 755 /tmp/old/nix")
                .withStdin(() -> new ByteArrayInputStream(old.getBytes(java.nio.charset.StandardCharsets.UTF_8))));
        try {
            Result refused = JoinLine.typed(
                    "PATH=/tmp/old:$PATH\n" + JoinLine.script(), operator, machine, token(), "join-me", "--yes");
            assertThat(refused.exit()).isEqualTo(1);
            assertThat(refused.err()).contains("Could not use this machine's Nix: /tmp/old/nix is 2.8.0.");
            assertThat(nodes.list()).isEmpty();
        } finally {
            operator.run(Command.of("rm", "-rf", "/tmp/old"));
        }
    }

    @Test
    void anotherMachinesTokenIsRefusedWithASentence() {
        Result refused = script("firn_0000000000000000_" + "0".repeat(64), "--yes");
        assertThat(refused.exit()).isEqualTo(1);
        assertThat(refused.err()).contains("token is not valid");
    }

    @Test
    void aMachineBehindNatIsReachedThroughItsTunnelAndOverItsPinnedKey() throws Exception {
        Result joined = script(token(), "--yes", "--tunnel");
        assertThat(joined.err()).isEmpty();
        Node node = nodes.require("join-me");
        assertThat(node.state()).isEqualTo(NodeState.HEALTHY);
        assertThat(node.peer().host()).isEqualTo("127.0.0.1");
        assertThat(node.tunnelPort()).isPresent();
        assertThat(nodes.executor(node.id()).run(Command.of("uname", "-n")).text())
                .isEqualTo(operator.run(Command.of("uname", "-n")).text());

        operator.run(Command.of("systemctl", "kill", "-s", "KILL", "firn-tunnel.service"));
        for (int tries = 0; tries < 60 && !answers(node); tries++) {
            Thread.sleep(500);
        }
        assertThat(answers(node)).as("the tunnel is opened anew").isTrue();
    }

    @Test
    void anOperatorAddsAMachineOverTheirOwnSsh() {
        var argv = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                "io.firn.cli.Firn",
                "nodes",
                "add",
                "ssh://root@" + machine.peer().host()));
        argv.addAll(List.of("--name", "join-me", "--slots", "1", "--url", url()));
        argv.addAll(List.of(
                "-i",
                machine.key().toString(),
                "--known-hosts",
                LabBuilder.knownHosts(2).toString()));
        Result added = new LocalExecutor()
                .run(Command.of(argv)
                        .withEnv("FIRN_URL", "http://localhost:" + io.restassured.RestAssured.port)
                        .withEnv("FIRN_TOKEN", TestTokens.admin())
                        .within(Duration.ofMinutes(2)));
        assertThat(added.err()).doesNotContain("Could not");
        assertThat(added.text()).contains("'join-me' is ready");
        assertThat(nodes.require("join-me").state()).isEqualTo(NodeState.HEALTHY);
        assertThat(nodes.require("join-me").peer()).isEqualTo(machine.peer());
    }

    private boolean answers(Node node) {
        try {
            return nodes.executor(node.id()).run(Command.of("true")).ok();
        } catch (io.firn.fault.Fault away) {
            return false;
        }
    }

    private static String token() {
        return JoinLine.token();
    }

    private Result script(String token, String... more) {
        return JoinLine.typed(operator, machine, token, "join-me", more);
    }

    private String url() {
        return JoinLine.url(machine);
    }
}
