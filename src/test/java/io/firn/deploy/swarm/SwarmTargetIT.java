package io.firn.deploy.swarm;

import static io.firn.deploy.swarm.SwarmLab.YES;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.firn.deploy.HealthGate;
import io.firn.deploy.HealthSettings;
import io.firn.deploy.Instance;
import io.firn.deploy.LogQuery;
import io.firn.deploy.ReleaseSpec;
import io.firn.deploy.TestRegistry;
import io.firn.deploy.Verdict;
import io.firn.lab.OneAtATime;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Releases on a real Engine: what comes up, and what is said of what does not. */
@OneAtATime
class SwarmTargetIT {
    private static SwarmLab lab;

    @BeforeAll
    static void raise(@TempDir Path folder) throws Exception {
        lab = SwarmLab.raise(folder);
    }

    @AfterAll
    static void lower() throws Exception {
        if (lab != null) {
            lab.close();
        }
    }

    @Test
    void releaseStartsOnceAndIsFoundHealthy() {
        ReleaseSpec spec = spec("plain", Map.of("GREETING", "{{.Node.ID}} {{x", "MODE", "nohealth"));
        lab.target.start(spec, YES);
        lab.target.start(spec, YES);

        Verdict verdict = gate(spec, Duration.ofSeconds(60));

        assertThat(verdict).isInstanceOf(Verdict.Healthy.class);
        List<Instance> instances = ((Verdict.Healthy) verdict).instances();
        assertThat(instances).hasSize(1);
        assertThat(lab.target.everything())
                .filteredOn(i -> i.appId().equals(spec.appId()))
                .hasSize(1);
        String env = SmallHttp.get(instances.getFirst().endpoint().orElseThrow(), "/env");
        assertThat(env).contains("\"GREETING\":\"{{.Node.ID}} {{x\"", "\"DYNO\":\"web.1\"", "\"PORT\":\"8080\"");
        assertThat(SmallHttp.get(instances.getFirst().endpoint().orElseThrow(), "/write?to=/tmp/x"))
                .isEqualTo("written");
        assertThat(SmallHttp.get(instances.getFirst().endpoint().orElseThrow(), "/write?to=/x"))
                .isEqualTo("EROFS");

        lab.target.stop(spec.appId(), 1, YES);
        lab.target.stop(spec.appId(), 1, YES);
        assertThat(lab.target.instances(spec.appId(), 1)).noneMatch(i -> i.state() == Instance.State.RUNNING);
    }

    @Test
    void outputOfAnAppIsReadAndFollowed() {
        ReleaseSpec spec = spec("logs", Map.of());
        lab.target.start(spec, YES);
        gate(spec, Duration.ofSeconds(60));
        var lines = new ArrayList<String>();

        lab.target.logs(LogQuery.lastOf(spec.appId(), 1, 10), line -> lines.add(line.source() + " " + line.text()));

        assertThat(lines).containsExactly("web.1 starting v1 as web.1 in mode ok", "web.1 listening");
        var followed = new ArrayList<String>();
        lab.target.logs(
                new LogQuery(
                        spec.appId(),
                        java.util.OptionalInt.empty(),
                        java.util.Optional.empty(),
                        10,
                        java.util.Optional.empty(),
                        LogQuery.Following.YES),
                line -> {
                    followed.add(line.text());
                    return !line.text().equals("listening");
                });
        assertThat(followed).endsWith("listening");
    }

    @Test
    void exitAtOnceIsToldWithCodeAndLastLines() {
        Verdict.Unhealthy verdict = failure("exits", Map.of("MODE", "exit"), Duration.ofSeconds(60));

        assertThat(verdict.reason()).isEqualTo("web.1 exited at once with code 3");
        assertThat(verdict.lastLines()).contains("Error: no database");
    }

    @Test
    void neverListeningIsTold() {
        Verdict.Unhealthy verdict = failure("silent", Map.of("MODE", "silent"), Duration.ofSeconds(4));

        assertThat(verdict.reason()).isEqualTo("web.1 never listened on any port after 4 s");
    }

    @Test
    void listeningOnLocalhostOnlyIsTold() {
        Verdict.Unhealthy verdict = failure("local", Map.of("MODE", "localhost"), Duration.ofSeconds(4));

        assertThat(verdict.reason())
                .isEqualTo("web.1 listens on localhost only (127.0.0.1:8080); bind 0.0.0.0:$PORT instead after 4 s");
    }

    @Test
    void listeningOnAnotherPortIsTold() {
        Verdict.Unhealthy verdict = failure("other", Map.of("MODE", "otherport"), Duration.ofSeconds(4));

        assertThat(verdict.reason()).isEqualTo("web.1 listens on 0.0.0.0:3000 instead of port 8080 after 4 s");
    }

    @Test
    void answering500IsTold() {
        Verdict.Unhealthy verdict = failure("sick", Map.of("MODE", "500"), Duration.ofSeconds(4));

        assertThat(verdict.reason()).isEqualTo("web.1 is not healthy after 4 s: GET /health answers 500");
    }

    @Test
    void imageThatNoNodeCanFetchIsNotTheAppsFault() throws IOException {
        int nobody;
        try (var socket = new ServerSocket(0)) {
            nobody = socket.getLocalPort();
        }
        ReleaseSpec spec = SwarmLab.fetchedAt(spec("unfetched", Map.of()), nobody);
        lab.target.start(spec, YES);
        Verdict verdict = gate(spec, Duration.ofSeconds(60));
        lab.target.stop(spec.appId(), 1, YES);

        assertThat(verdict).isInstanceOf(Verdict.Unfetched.class);
    }

    @Test
    void serviceThatWaitsForARegistryThatHangsIsBegunAnewFromOurs() throws IOException {
        ReleaseSpec spec = spec("hanging", Map.of());
        String host = TestRegistry.host(spec.image());
        try (var hangs = new ServerSocket(0, 50, InetAddress.getByName(host))) {
            lab.target.start(SwarmLab.fetchedAt(spec, hangs.getLocalPort()), YES);
            try (Socket asked = hangs.accept()) {
                lab.target.start(spec, YES);

                assertThat(asked.isConnected()).isTrue();
                assertThat(gate(spec, Duration.ofSeconds(60))).isInstanceOf(Verdict.Healthy.class);
            }
        }
        lab.target.stop(spec.appId(), 1, YES);
    }

    @Test
    void serviceWhoseRegistryHangsInTheMiddleOfALayerIsBegunAnewToo(@TempDir Path folder) throws Exception {
        var asked = new CountDownLatch(1);
        try (var registry = new TestRegistry(folder, UUID.randomUUID().toString())) {
            HttpServer hangs = registry.hanging(asked);
            try {
                ReleaseSpec plain = spec("half", Map.of());
                ReleaseSpec spec = plain.withImage(registry.image());
                lab.target.start(SwarmLab.fetchedAt(spec, hangs.getAddress().getPort()), YES);
                assertThat(asked.await(60, TimeUnit.SECONDS))
                        .as("the Engine fetches a layer")
                        .isTrue();

                lab.target.start(spec, YES);

                assertThat(gate(spec, Duration.ofSeconds(60))).isInstanceOf(Verdict.Healthy.class);
                lab.target.stop(spec.appId(), 1, YES);
            } finally {
                hangs.stop(0);
            }
            SwarmLab.removeImage(registry.image());
        }
    }

    private Verdict.Unhealthy failure(String name, Map<String, String> env, Duration grace) {
        ReleaseSpec spec = spec(name, env);
        lab.target.start(spec, YES);
        Verdict verdict = gate(spec, grace);
        lab.target.stop(spec.appId(), 1, YES);
        assertThat(verdict).isInstanceOf(Verdict.Unhealthy.class);
        System.out.println(
                ((Verdict.Unhealthy) verdict).fault(spec, "v0 serves on.").sentence());
        return (Verdict.Unhealthy) verdict;
    }

    private static ReleaseSpec spec(String name, Map<String, String> env) {
        return lab.release(UUID.randomUUID(), name, 1, env);
    }

    private static Verdict gate(ReleaseSpec spec, Duration grace) {
        var settings = HealthSettings.standard().withStartGrace(grace);
        return new HealthGate(lab.target, Clock.systemUTC()).await(spec, settings, YES, System.out::println);
    }
}
