package io.firn.farm;

import static org.assertj.core.api.Assertions.assertThat;

import io.firn.exec.Command;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class BuilderCommandsTest {
    private static final BuilderJob JOB =
            new BuilderJob(UUID.fromString("01a1fc8d-5d7c-7000-9807-4b60e4c8d03f"), 2, new UUID(0, 1));
    private static final BuilderSettings SETTINGS = new BuilderSettings(
            Optional.of("http://10.0.0.1:7480/sources/"),
            Optional.of("http://10.0.0.1:7480/cache"),
            Optional.of("firn-1:abc"),
            Optional.of("/var/lib/firn/netrc"));

    private final BuilderTool tool = new BuilderTool();
    private final BuilderCommands commands = new BuilderCommands(tool);
    private final SampleBuild sample = SampleBuild.running("echo x > $out");

    @Test
    void unitIsNamedByBuildAndAttemptAndHasLimits() {
        Command start = commands.start(JOB, sample.order(JOB, BuildLimits.DEFAULT), SETTINGS);
        assertThat(start.argv())
                .startsWith("systemd-run", "--quiet", "--collect", "--service-type=exec")
                .contains("--unit=firn-01a1fc8d-5d7c-7000-9807-4b60e4c8d03f-2")
                .contains(
                        "KillMode=control-group",
                        "MemoryMax=4294967296",
                        "RuntimeMaxSec=900",
                        "LimitNOFILE=262144",
                        "NIX_REMOTE=local")
                .contains(tool.path(), "run", "/var/lib/firn/builds/01a1fc8d-5d7c-7000-9807-4b60e4c8d03f-2");
    }

    @Test
    void evaluationSeesNothingButTheStore() {
        List<String> argv = BuilderCommands.nixBuild(sample.order(JOB, BuildLimits.DEFAULT), SETTINGS);
        assertThat(argv).startsWith("nix", "build");
        assertThat(options(argv))
                .contains(
                        "pure-eval=true",
                        "restrict-eval=true",
                        "allowed-uris=path:/nix/store/",
                        "allow-import-from-derivation=false",
                        "accept-flake-config=false",
                        "sandbox=true",
                        "sandbox-fallback=false",
                        "eval-cache=false",
                        "timeout=900",
                        "max-silent-time=300",
                        "hashed-mirrors=http://10.0.0.1:7480/sources/",
                        "substituters=http://10.0.0.1:7480/cache",
                        "trusted-public-keys=firn-1:abc",
                        "netrc-file=/var/lib/firn/netrc");
        assertThat(argv.getLast()).isEqualTo("path:" + sample.upload().info().path() + "#" + SampleBuild.ATTR);
    }

    @Test
    void withoutSettingsNothingComesFromAnywhere() {
        assertThat(options(BuilderCommands.nixBuild(sample.order(JOB, BuildLimits.DEFAULT), BuilderSettings.NONE)))
                .contains("hashed-mirrors=", "substituters=", "trusted-public-keys=");
    }

    @Test
    void statusTellsStateExitAndOutputs() {
        String out = "/nix/store/i1yszgbcx7argcgibbqpz6jvil3f4vrb-sample";
        JobStatus ended = JobStatus.parse("state=ended\nlog=12\nexit=0\nwhy=\nout=" + out + "\nlater=more\n");
        assertThat(ended.succeeded()).isTrue();
        assertThat(ended.logBytes()).isEqualTo(12);
        assertThat(ended.outputs()).extracting(Object::toString).containsExactly(out);
        assertThat(JobStatus.parse("state=ended\nexit=143\nwhy=time-limit\n").stopped())
                .isEqualTo(JobStatus.Stop.TIME_LIMIT);
        assertThat(JobStatus.parse("").state()).isEqualTo(JobStatus.State.GONE);
    }

    private static List<String> options(List<String> argv) {
        var options = new java.util.ArrayList<String>();
        for (int n = 0; n + 2 < argv.size(); n++) {
            if (argv.get(n).equals("--option")) {
                options.add(argv.get(n + 1) + "=" + argv.get(n + 2));
            }
        }
        return options;
    }
}
