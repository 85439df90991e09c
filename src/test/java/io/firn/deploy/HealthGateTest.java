package io.firn.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.firn.TurnedClock;
import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import io.firn.nix.StorePath;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The gate against a target that tells what the test wants, and real sockets. Time is the test's own. */
class HealthGateTest {
    private static final UUID APP = new UUID(0, 1);
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    /** Turned by waiting. */
    private final TurnedClock clock = new TurnedClock(NOON);

    @Test
    void answerOf2xxOpensTheGate() throws IOException {
        HttpServer app = app(200);
        try {
            Verdict verdict = await(look -> List.of(web(Instance.State.RUNNING, port(app), null)));

            assertThat(verdict).isInstanceOf(Verdict.Healthy.class);
        } finally {
            app.stop(0);
        }
    }

    @Test
    void errorsAreToldAfterTheGrace() throws IOException {
        HttpServer app = app(503);
        try {
            assertThat(reason(look -> List.of(web(Instance.State.RUNNING, port(app), null))))
                    .isEqualTo("web.1 is not healthy after 60 s: GET /health answers 503");
        } finally {
            app.stop(0);
        }
    }

    @Test
    void timeToFetchTheImageIsNotTheAppsTime() throws IOException {
        HttpServer app = app(200);
        try {
            Verdict verdict = await(look -> List.of(
                    look < 200 ? web(Instance.State.STARTING, 0, null) : web(Instance.State.RUNNING, port(app), null)));

            assertThat(verdict).isInstanceOf(Verdict.Healthy.class);
            assertThat(clock.instant()).isAfter(NOON.plusSeconds(199));
        } finally {
            app.stop(0);
        }
    }

    @Test
    void killedForMemoryIsTold() {
        assertThat(reason(look -> List.of(web(Instance.State.EXITED, 0, 137))))
                .isEqualTo("web.1 was killed by signal 9 (out of memory?)");
    }

    @Test
    void noRoomIsNoFaultOfTheApp() {
        Verdict.Unhealthy verdict = (Verdict.Unhealthy) await(look -> List.of(web(Instance.State.WAITING, 0, null)));

        assertThat(verdict.code()).isEqualTo(FaultCode.NO_CAPACITY);
        assertThat(verdict.reason()).isEqualTo("there is no node for web.1: as told by the target");
    }

    @Test
    void refusedImageIsToldInTheNodesWords() {
        assertThat(reason(look -> List.of(web(Instance.State.REFUSED, 0, null))))
                .isEqualTo("the node could not start web.1: as told by the target");
    }

    @Test
    void imageThatOneTryDidNotGetIsWaitedFor() throws IOException {
        HttpServer app = app(200);
        try {
            Verdict verdict = await(look -> look < 5
                    ? List.of(web(Instance.State.UNFETCHED, 0, null))
                    : List.of(web(Instance.State.UNFETCHED, 0, null), web(Instance.State.RUNNING, port(app), null)));

            assertThat(verdict).isInstanceOf(Verdict.Healthy.class);
        } finally {
            app.stop(0);
        }
    }

    @Test
    void imageThatNobodyTriesToGetAnyMoreIsNoFaultOfTheApp() {
        Verdict verdict = await(look -> List.of(web(Instance.State.UNFETCHED, 0, null)));

        assertThat(verdict).isInstanceOfSatisfying(Verdict.Unfetched.class, unfetched -> assertThat(
                        unfetched.failure().reason())
                .isEqualTo("its node could not fetch the image of web.1: as told by the target"));
    }

    @Test
    void restartedInstanceThatAnswersIsHealthy() throws IOException {
        HttpServer app = app(200);
        try {
            Verdict verdict = await(
                    look -> List.of(web(Instance.State.EXITED, 0, 1), web(Instance.State.RUNNING, port(app), null)));

            assertThat(verdict).isInstanceOf(Verdict.Healthy.class);
        } finally {
            app.stop(0);
        }
    }

    @Test
    void portThatRefusesIsExplainedAsFarAsItCanBeSeen() throws IOException {
        int nobody;
        try (var socket = new ServerSocket(0)) {
            nobody = socket.getLocalPort();
        }
        assertThat(reason(look -> List.of(web(Instance.State.RUNNING, nobody, null))))
                .isEqualTo("web.1 does not answer on port 8080 (listens on localhost only?) after 60 s");
    }

    @Test
    void lostLeaseEndsTheWait() {
        var gate = new HealthGate(new Told(look -> List.of()), clock, clock::pass);

        assertThatThrownBy(() -> gate.await(spec(), HealthSettings.standard(), Permit.during(() -> false), line -> {}))
                .isInstanceOf(Fault.class)
                .hasMessageContaining("another control plane");
    }

    private String reason(IntFunction<List<Instance>> told) {
        return ((Verdict.Unhealthy) await(told)).reason();
    }

    private Verdict await(IntFunction<List<Instance>> told) {
        return new HealthGate(new Told(told), clock, clock::pass)
                .await(spec(), HealthSettings.standard(), () -> {}, line -> {});
    }

    private static Instance web(Instance.State state, int port, @Nullable Integer exit) {
        return new Instance(
                state + "-" + port,
                APP,
                1,
                "web",
                1,
                state,
                "n",
                "127.0.0.1",
                port,
                exit,
                "as told by the target",
                NOON,
                0);
    }

    private static ReleaseSpec spec() {
        return new ReleaseSpec(
                "0123abcd",
                APP,
                "shop",
                1,
                "127.0.0.1:1/app@sha256:0",
                StorePath.parse(TestRegistry.ROOT),
                new TreeMap<>(Map.of("web", 1)),
                Map.of(),
                8080,
                new Limits(1 << 28, 1_000_000_000L),
                List.of("shop.localhost"),
                Duration.ofSeconds(10));
    }

    private static HttpServer app(int status) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            try (exchange) {
                exchange.sendResponseHeaders(status, -1);
            }
        });
        server.start();
        return server;
    }

    private static int port(HttpServer server) {
        return server.getAddress().getPort();
    }

    /** A target that tells, at each look, what the test says. */
    private static final class Told implements Target {
        private final IntFunction<List<Instance>> told;
        private int looks;

        Told(IntFunction<List<Instance>> told) {
            this.told = told;
        }

        @Override
        public List<Instance> instances(UUID appId, int release) {
            return told.apply(looks++);
        }

        @Override
        public void start(ReleaseSpec spec, Permit permit) {}

        @Override
        public List<Instance> everything() {
            return new ArrayList<>();
        }

        @Override
        public void stop(UUID appId, int release, Permit permit) {}

        @Override
        public void logs(LogQuery query, LogSink sink) {}

        @Override
        public Optional<List<Listener>> listeners(Instance instance) {
            return Optional.empty();
        }
    }
}
