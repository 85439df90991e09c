package io.firn.farm;

import static org.assertj.core.api.Assertions.assertThat;

import io.agroal.api.AgroalDataSource;
import io.firn.TestDatabase;
import io.firn.access.Orgs;
import io.firn.app.AppName;
import io.firn.app.Apps;
import io.firn.build.Build;
import io.firn.build.BuildRequest;
import io.firn.build.Builds;
import io.firn.schedule.Lane;
import io.firn.schedule.Owner;
import io.firn.schedule.Waiting;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The queue in a real database, with builders that are rows only. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
@Tag("started")
class QueueTest {
    private static final long GIB = 1L << 30;

    @Inject
    Farm farm;

    @Inject
    Queue queue;

    @Inject
    Planner planner;

    @Inject
    Builds builds;

    @Inject
    Apps apps;

    @Inject
    Orgs orgs;

    @Inject
    EntityManager database;

    @Inject
    AgroalDataSource source;

    @Inject
    Clock clock;

    private final List<UUID> nodes = new ArrayList<>();

    @BeforeEach
    @AfterEach
    void nobodyWaits() {
        QuarkusTransaction.requiringNew().run(() -> {
            for (String sql : List.of(
                    "delete from build_queue",
                    "delete from builder_job",
                    "delete from fair_share",
                    "delete from builder_speed",
                    "delete from node where name like 'paper-%'")) {
                database.createNativeQuery(sql).executeUpdate();
            }
        });
        nodes.clear();
    }

    @Test
    void fiveHundredQueuedBuildsDelayADeployOfAnotherByOneSlotOnly() {
        builder("paper-1", 2, 64 * GIB);
        UUID greedy = app("greedy");
        for (int n = 0; n < 500; n++) {
            wish(greedy, Orgs.NONE, Lane.BATCH, 10, 0);
        }
        planner.plan();
        List<BuilderJob> first = takeAll();
        assertThat(first).hasSize(2);

        UUID deploy = wish(app("modest"), UUID.randomUUID(), Lane.INTERACTIVE, 0, 0);
        planner.plan();
        assertThat(take(deploy)).isEmpty();
        farm.ended(first.getFirst());
        planner.plan();

        assertThat(take(deploy)).isPresent();
        assertThat(takeAll()).isEmpty();
    }

    @Test
    void eachSlotIsGivenOnceHoweverManyAsk() throws Exception {
        builder("paper-1", 3, 64 * GIB);
        builder("paper-2", 4, 64 * GIB);
        UUID app = app("many");
        for (int n = 0; n < 40; n++) {
            wish(app, Orgs.NONE, Lane.BATCH, 0, 0);
        }
        var threads = new ArrayList<Thread>();
        for (int n = 0; n < 8; n++) {
            threads.add(Thread.startVirtualThread(planner::plan));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        planner.plan();
        assertThat(takeAll()).hasSize(7);
    }

    @Test
    void slotThatNobodyTakesUpIsGivenToAnother() {
        builder("paper-1", 1, 64 * GIB);
        UUID dead = wish(app("dead"), Orgs.NONE, Lane.BATCH, 0, 0);
        planner.plan();
        UUID alive = wish(app("alive"), UUID.randomUUID(), Lane.INTERACTIVE, 0, 0);
        QuarkusTransaction.requiringNew().run(() -> database.createNativeQuery(
                        "update build_queue set placed_at = placed_at - interval '1 minute' where state = 'PLACED'")
                .executeUpdate());
        planner.plan();
        assertThat(take(alive)).isPresent();
        assertThat(take(dead)).isEmpty();
    }

    @Test
    void whatItWaitsForIsSaidForEachBuilder() {
        builder("paper-1", 1, 64 * GIB);
        builder("paper-2", 4, 4 * GIB);
        wish(app("first"), Orgs.NONE, Lane.INTERACTIVE, 0, 8 * GIB);
        UUID second = wish(app("second"), Orgs.NONE, Lane.BATCH, 0, 8 * GIB);
        planner.plan();

        Waiting why = queue.why(second).orElseThrow();

        assertThat(why.possible()).isTrue();
        assertThat(why.obstacles())
                .extracting(obstacle ->
                        obstacle.machine() + " " + obstacle.sentence().replaceAll("about .*", "about …"))
                .containsExactlyInAnyOrder(
                        "paper-1 1 of 1 slots are taken, room is expected in about …",
                        "paper-2 has 3.5 GiB of memory for builds, 8.0 GiB are needed");
        assertThat(farm.refusal(second, "x86_64-linux"))
                .hasValueSatisfying(refusal -> assertThat(refusal).isInstanceOf(Assignment.AllBusy.class));
    }

    @Test
    void noBuilderIsSaidAsSuch() {
        UUID build = wish(app("lonely"), Orgs.NONE, Lane.BATCH, 0, 0);
        assertThat(farm.refusal(build, "x86_64-linux")).hasValueSatisfying(refusal -> assertThat(refusal)
                .isInstanceOfSatisfying(Assignment.NoBuilder.class, none -> assertThat(none.sentence())
                        .contains("no builder. Add one with: firn nodes add")));
    }

    @Test
    void whatBuildsTookIsRememberedAndCharged() {
        builder("paper-1", 1, 64 * GIB);
        UUID app = app("known");
        UUID build = wish(app, Orgs.NONE, Lane.BATCH, 0, 0);
        planner.plan();
        BuilderJob job = take(build).orElseThrow().job();
        assertThat(used(app)).isGreaterThan(59);
        farm.succeeded(job, app, new JobStatus(JobStatus.State.ENDED, 0, JobStatus.Stop.NO, 0, List.of(), 3 * GIB));

        // What was predicted is taken back: it was done at once.
        assertThat(used(app)).isLessThan(30);
        UUID next = wish(app, Orgs.NONE, Lane.BATCH, 0, 0);
        planner.plan();
        double[] predicted = QuarkusTransaction.requiringNew().call(() -> {
            Object[] row = (Object[])
                    database.createNativeQuery("select seconds, memory from build_queue where build_id = :id")
                            .setParameter("id", next)
                            .getSingleResult();
            return new double[] {((Number) row[0]).doubleValue(), ((Number) row[1]).doubleValue()};
        });
        assertThat(predicted[0]).isLessThan(30);
        assertThat(predicted[1]).isBetween(3.5 * GIB, 3.7 * GIB);
    }

    private double used(UUID app) {
        return QuarkusTransaction.requiringNew().call(() -> ((Number) database.createNativeQuery(
                                "select coalesce(max(seconds), 0) from fair_share where key like :key")
                        .setParameter("key", "%/" + app)
                        .getSingleResult())
                .doubleValue());
    }

    private UUID app(String name) {
        String unique = name + UUID.randomUUID().toString().substring(0, 8) + "x";
        return apps.create(orgs.ensure(Orgs.FIRST).id(), new AppName(unique)).id();
    }

    private UUID wish(UUID app, UUID org, Lane lane, int priority, long memory) {
        Build build = builds.request(app, BuildRequest.inBackground("key", "attr", "x86_64-linux"));
        farm.queue(new BuildWish(
                build.id(),
                1,
                new Owner(org.equals(Orgs.NONE) ? orgs.ensure(Orgs.FIRST).id() : org, app, ""),
                lane,
                priority,
                "x86_64-linux",
                new TreeSet<>(),
                memory,
                clock.instant()));
        return build.id();
    }

    private Optional<Assignment.Given> take(UUID build) {
        return farm.take(build, 1, 0);
    }

    private List<BuilderJob> takeAll() {
        List<?> placed = QuarkusTransaction.requiringNew().call(() -> (List<?>) database.createNativeQuery(
                        "select build_id from build_queue where state = 'PLACED' order by build_id", UUID.class)
                .getResultList());
        return placed.stream()
                .map(build -> take((UUID) build).orElseThrow().job())
                .toList();
    }

    private void builder(String name, int slots, long memory) {
        UUID id = UUID.randomUUID();
        nodes.add(id);
        Instant now = clock.instant().minus(Duration.ofSeconds(1));
        QuarkusTransaction.requiringNew().run(() -> database.createNativeQuery(
                        """
                        insert into node (id, name, roles, host, port, ssh_user, host_key, systems, slots, labels, state,
                            joined_at, last_seen, load1, memory_total, memory_available, store_total, store_free, cpus,
                            cpu_busy, disk_total, disk_free, builds, version)
                        values (:id, :name, 'builder', '127.0.0.1', 1, 'root', 'ssh-ed25519 AAAA', 'x86_64-linux', :slots, '',
                            'HEALTHY', :now, :now, 0, :memory, :memory, 1000000000000, 900000000000, 4, 0, 1000000000000,
                            900000000000, 0, 0)
                        """)
                .setParameter("id", id)
                .setParameter("name", name)
                .setParameter("slots", slots)
                .setParameter("memory", memory)
                .setParameter("now", now)
                .executeUpdate());
    }
}
