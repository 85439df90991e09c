package io.firn.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.firn.LabKey;
import io.firn.TestDatabase;
import io.firn.access.Orgs;
import io.firn.app.AppName;
import io.firn.app.Apps;
import io.firn.build.Build;
import io.firn.build.BuildState;
import io.firn.build.Builds;
import io.firn.exec.Command;
import io.firn.exec.LocalExecutor;
import io.firn.exec.Result;
import io.firn.exec.SshExecutor;
import io.firn.exec.SshTimings;
import io.firn.farm.LabBuilder;
import io.firn.farm.SampleBuild;
import io.firn.lab.OneAtATime;
import io.firn.packages.NixBundle;
import io.firn.work.Lease;
import io.firn.work.Leases;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A machine without Nix, whose distribution offers none, joins with the Nix that Firn has, and builds. */
@OneAtATime
@QuarkusTest
@TestProfile(JoinIT.OwnKey.class)
@WithTestResource(TestDatabase.class)
@WithTestResource(LabKey.class)
@Timeout(400)
class OwnNixIT {
    private static final int BARE = 5;
    /** All that the lab's builders have of Nix, and what their Nix would need. */
    private static final String WITHOUT_NIX =
            """
            set -eu
            dpkg --purge --force-depends nix-bin nix-setup-systemd bash-static libdbi-perl >/dev/null 2>&1 || true
            rm -rf /usr/bin/nix* /usr/bin/bash-static /etc/nix /nix /usr/local/bin/nix* /var/lib/apt/lists/*
            for n in 1 2 3 4 5 6 7 8; do userdel nixbld$n >/dev/null 2>&1 || true; done
            groupdel nixbld >/dev/null 2>&1 || true
            mkdir -p /etc/nix
            # The service under test tells builders of no cache, and this machine reaches none of others.
            echo 'substituters =' >/etc/nix/nix.conf
            ! command -v nix
            """;

    @Inject
    Nodes nodes;

    @Inject
    NodeSettings settings;

    @Inject
    Builds builds;

    @Inject
    Leases leases;

    @Inject
    Apps apps;

    @Inject
    Orgs orgs;

    private LabBuilder machine = new LabBuilder(LabPeer.NONE, Path.of("/"));
    private SshExecutor operator = new SshExecutor(LabPeer.NONE, Path.of("/"), SshTimings.DEFAULT);

    @BeforeEach
    void aMachineWithoutNix() throws Exception {
        Assumptions.assumeTrue(
                System.getenv("FIRN_IT_HOME") != null,
                "skipped: needs real nodes; run './firn test', which raises them and sets FIRN_IT_HOME");
        Result raised = lab("start");
        Assumptions.assumeTrue(
                raised.ok(), "skipped: no machine of its own: " + raised.err().strip());
        JoinIT.makeKey(settings.keyFile());
        machine = LabBuilder.required(BARE);
        operator = machine.connect();
        operator.run(Command.of("sh", "-c", WITHOUT_NIX)).orFail("take Nix off the machine", "See above.");
    }

    @AfterEach
    void theMachineGoes() {
        nodes.list().forEach(node -> nodes.remove(node.name()));
        operator.close();
        if (System.getenv("FIRN_IT_HOME") != null) {
            lab("remove");
        }
    }

    @Test
    void joinsWithFirnsOwnNixAndBuilds() {
        NixBundle.Pin pin = NixBundle.own().pin();
        String token = JoinLine.token();
        Result shown = JoinLine.typed(operator, machine, token, "bare", "--dry-run");
        assertThat(shown.err()).isEmpty();
        assertThat(shown.text()).contains("make   unpack Nix " + pin.version() + " from Firn into /nix/store");

        String tail = pin.sha256().substring(12);
        String distrustful = JoinLine.script().replace(tail, new StringBuilder(tail).reverse());
        Result refused = JoinLine.typed(distrustful, operator, machine, token, "bare", "--yes");
        assertThat(refused.exit()).isEqualTo(1);
        assertThat(refused.err()).contains("its hash is not the one that this script was made with");
        assertThat(operator.run(Command.of("sh", "-c", "ls /nix/store; ls /usr/local/bin"))
                        .text())
                .isEmpty();

        Result joined = JoinLine.typed(operator, machine, token, "bare", "--yes");
        assertThat(joined.err()).isEmpty();
        assertThat(joined.text()).endsWith("'bare' is ready: Firn sends builds here now.");
        Node node = nodes.require("bare");
        assertThat(nodes.executor(node.id()).run(Command.of("nix", "--version")).text())
                .isEqualTo("nix (Nix) " + pin.version());
        assertThat(operator.run(Command.of("nix-store", "--verify", "--check-contents"))
                        .err())
                .doesNotContain("error");

        Build build = built();
        assertThat(build.state()).as(build.reason().orElse("")).isEqualTo(BuildState.SUCCEEDED);
        assertThat(build.nodeId()).contains(node.id());

        operator.run(Command.of("nix-store", "--gc").withEnv("NIX_REMOTE", "local"))
                .orFail("collect the store", "See above.");
        Result again = JoinLine.typed(operator, machine, token, "bare", "--yes");
        assertThat(again.err()).isEmpty();
        assertThat(again.text()).contains("keep   Nix " + pin.version()).contains("is ready");
    }

    private Build built() {
        String name = "n" + UUID.randomUUID().toString().substring(0, 8) + "x";
        UUID app = apps.create(orgs.ensure(Orgs.FIRST).id(), new AppName(name)).id();
        SampleBuild sample = SampleBuild.running("echo built without a Nix of its own; echo x > $out");
        UUID id = builds.request(app, "key", SampleBuild.ATTR, "x86_64-linux").id();
        try (Lease lease = leases.tryTake("build:" + id).orElseThrow()) {
            return builds.run(id, lease, sample.inputs(path -> false));
        }
    }

    private static Result lab(String verb) {
        String script = Path.of("ops", "lab", "lab.sh").toAbsolutePath().toString();
        return new LocalExecutor()
                .run(Command.of("bash", script, "builder", verb, String.valueOf(BARE))
                        .withEnv("FIRN_HOME", String.valueOf(System.getenv("FIRN_IT_HOME")))
                        .within(Duration.ofMinutes(12)));
    }
}
