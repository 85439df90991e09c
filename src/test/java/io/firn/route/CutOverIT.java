package io.firn.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.firn.TestDatabase;
import io.firn.app.App;
import io.firn.app.AppConfig;
import io.firn.app.AppName;
import io.firn.app.AppSettings;
import io.firn.app.Apps;
import io.firn.deploy.Endpoint;
import io.firn.deploy.Instance;
import io.firn.deploy.InstanceWatch;
import io.firn.deploy.Instances;
import io.firn.deploy.NewRelease;
import io.firn.deploy.Release;
import io.firn.deploy.Releases;
import io.firn.deploy.RolloutState;
import io.firn.deploy.Rollouts;
import io.firn.deploy.Serving;
import io.firn.deploy.Target;
import io.firn.deploy.TestRegistry;
import io.firn.deploy.swarm.SmallHttp;
import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import io.firn.lab.OneAtATime;
import io.firn.nix.StorePath;
import io.firn.work.Lease;
import io.firn.work.Leases;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Releases come and go behind a real proxy on a real Engine, while people use the app. */
@OneAtATime
@QuarkusTest
@WithTestResource(TestDatabase.class)
@WithTestResource(DeployLab.class)
class CutOverIT {
    @Inject
    Apps apps;

    @Inject
    AppSettings settings;

    @Inject
    Releases releases;

    @Inject
    Rollouts rollouts;

    @Inject
    Instances instances;

    @Inject
    InstanceWatch watch;

    @Inject
    Reconciler reconciler;

    @Inject
    CutOver cutOver;

    @Inject
    Target target;

    @Inject
    Leases leases;

    @Inject
    EntityManager database;

    private App app;
    private Lease lease;

    @BeforeEach
    void createApp() throws IOException {
        var missing = DeployLab.missing();
        assumeTrue(missing.isEmpty(), missing.orElse(""));
        UUID org = QuarkusTransaction.requiringNew()
                .call(() -> (UUID) database.createNativeQuery("select id from org limit 1", UUID.class)
                        .getSingleResult());
        app = apps.create(org, new AppName("shop" + Long.toString(System.nanoTime(), 36)));
        lease = leases.tryTake("app:" + app.id()).orElseThrow();
    }

    @AfterEach
    void destroyApp() {
        if (app != null) {
            cutOver.destroy(app.id(), lease);
            lease.close();
        }
    }

    @Test
    void nobodyNoticesACutOver() throws Exception {
        cutOver.to(release(Map.of()), lease, System.out::println);
        assertThat(get("/")).isEqualTo("v1");

        try (var talk = new Talk(port(), host());
                var traffic = new Traffic(port(), host(), 50)) {
            CaddyLab.pause(1000);
            CompletableFuture<String> slow = CompletableFuture.supplyAsync(() -> get("/?ms=10000"));
            CaddyLab.pause(500);
            long began = System.nanoTime();
            cutOver.to(release(Map.of()), lease, System.out::println);
            System.out.printf("v1 -> v2: %d ms%n", (System.nanoTime() - began) / 1_000_000);
            assertThat(get("/")).isEqualTo("v2");
            assertThat(target.instances(app.id(), 1)).anyMatch(i -> i.state() == Instance.State.RUNNING);
            assertThat(talk.say("still there")).isEqualTo("v1:still there");
            CaddyLab.pause(1000);
            assertThat(traffic.stale("v2", began)).isEmpty();

            long back = System.nanoTime();
            cutOver.to(releases.require(app.id(), 1), lease, line -> {});
            System.out.printf("rollback inside keep_warm: %d ms%n", (System.nanoTime() - back) / 1_000_000);
            assertThat(get("/")).isEqualTo("v1");
            CaddyLab.pause(500);
            assertThat(traffic.stale("v1", back)).isEmpty();

            cutOver.to(releases.require(app.id(), 2), lease, line -> {});
            assertThat(slow.get(20, TimeUnit.SECONDS)).isEqualTo("v1");
            List<Traffic.Asked> failed =
                    traffic.asked().stream().filter(Traffic.Asked::failed).toList();
            System.out.printf("%d requests, %d failed%n", traffic.asked().size(), failed.size());
            assertThat(failed).isEmpty();
            assertThat(talk.say("and now")).isEqualTo("v1:and now");
        }
    }

    @Test
    void releaseThatDoesNotComeUpIsRemovedAndTheOldServesOn() {
        cutOver.to(release(Map.of()), lease, line -> {});
        Release bad = release(Map.of("MODE", "exit"));

        Fault fault = catchThrowableOfType(Fault.class, () -> cutOver.to(bad, lease, line -> {}));

        assertThat(fault.code()).isEqualTo(FaultCode.UNHEALTHY);
        assertThat(fault.getMessage())
                .startsWith(
                        "Could not start v2 of '" + app.name() + "': web.1 exited at once with code 3. v1 serves on.")
                .contains("Error: no database");
        assertThat(get("/")).isEqualTo("v1");
        assertThat(target.instances(app.id(), 2)).noneMatch(i -> i.state() == Instance.State.RUNNING);
        assertThat(rollouts.find(app.id(), 2).orElseThrow().state()).isEqualTo(RolloutState.FAILED);
    }

    @Test
    void warmReleaseIsStoppedAfterItsTimeAndStartsAgainFromItsImage() {
        settings.tune(app.id(), null, Duration.ofMillis(500));
        cutOver.to(release(Map.of()), lease, line -> {});
        cutOver.to(release(Map.of()), lease, line -> {});
        CaddyLab.pause(600);

        reconciler.reconcile();

        assertThat(rollouts.find(app.id(), 1).orElseThrow().state()).isEqualTo(RolloutState.RETIRED);
        assertThat(get("/")).isEqualTo("v2");
        assertThat(until(() ->
                        target.instances(app.id(), 1).stream().noneMatch(i -> i.state() == Instance.State.RUNNING)))
                .isTrue();
        long began = System.nanoTime();
        cutOver.to(releases.require(app.id(), 1), lease, line -> {});
        System.out.printf("rollback after keep_warm: %d ms%n", (System.nanoTime() - began) / 1_000_000);
        assertThat(get("/")).isEqualTo("v1");
    }

    @Test
    void proxyThatWasKilledIsMadeToMatchAgain() throws Exception {
        cutOver.to(release(Map.of()), lease, line -> {});

        DeployLab.caddy().restartEmpty();
        reconciler.reconcile();

        assertThat(get("/")).isEqualTo("v1");
    }

    @Test
    void crashAfterTheCommitIsMadeGood() {
        cutOver.to(release(Map.of()), lease, line -> {});
        Release second = release(Map.of());
        cutOver.bringUp(second, lease, line -> {});
        rollouts.cutOver(app.id(), 2, Duration.ofMinutes(1), lease);
        assertThat(get("/")).isEqualTo("v1");

        reconciler.reconcile();
        cutOver.giveTraffic(second, lease);

        assertThat(get("/")).isEqualTo("v2");
    }

    @Test
    void sickInstanceLeavesTheRouteAndComesBack() {
        cutOver.to(release(Map.of()), lease, line -> {});
        Endpoint only =
                instances.ofApp(app.id()).getFirst().instance().endpoint().orElseThrow();

        SmallHttp.get(only, "/sick?on=1");
        assertThat(until(() -> {
                    watch.look();
                    return status().contains("503");
                }))
                .isTrue();

        SmallHttp.get(only, "/sick?on=0");
        assertThat(until(() -> {
                    watch.look();
                    return status().contains("200");
                }))
                .isTrue();
    }

    @Test
    void instanceThatDiedIsFoundAtItsNewAddress() {
        cutOver.to(release(Map.of()), lease, line -> {});
        Endpoint first =
                instances.ofApp(app.id()).getFirst().instance().endpoint().orElseThrow();

        SmallHttp.get(first, "/die");
        CaddyLab.pause(300);

        assertThat(until(() -> {
                    watch.look();
                    return status().contains("200");
                }))
                .isTrue();
        assertThat(instances.ofApp(app.id())).hasSize(1);
    }

    private Release release(Map<String, String> env) {
        var vars = new TreeMap<>(env);
        int number = releases.list(app.id(), Integer.MAX_VALUE, 1).stream()
                        .mapToInt(Release::number)
                        .findFirst()
                        .orElse(0)
                + 1;
        vars.put("VERSION", "v" + number);
        return releases.create(new NewRelease(
                app.id(),
                UUID.randomUUID(),
                StorePath.parse(TestRegistry.ROOT),
                DeployLab.registry().image(),
                new AppConfig(number, vars),
                List.of("web"),
                Serving.STANDARD,
                "Deploy in a test"));
    }

    private String host() {
        return app.name() + ".localhost";
    }

    private static int port() {
        return DeployLab.caddy().edge.port();
    }

    private String get(String path) {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port())) {
            return Traffic.ask(socket, host(), path, false);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private String status() {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port())) {
            Traffic.ask(socket, host(), "/", false);
            return "200";
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static boolean until(BooleanSupplier condition) {
        for (int n = 0; n < 60; n++) {
            if (condition.getAsBoolean()) {
                return true;
            }
            CaddyLab.pause(500);
        }
        return false;
    }
}
