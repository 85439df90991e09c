package io.firn.schedule;

import static io.firn.schedule.Yard.LINUX;
import static io.firn.schedule.Yard.NOON;
import static io.firn.schedule.Yard.id;
import static io.firn.schedule.Yard.job;
import static io.firn.schedule.Yard.machine;
import static io.firn.schedule.Yard.minute;
import static io.firn.schedule.Yard.names;
import static io.firn.schedule.Yard.needing;
import static io.firn.schedule.Yard.schedule;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What goes where, and what is said of the rest. */
class SchedulingTest {
    private static final long GIB = 1L << 30;

    @Test
    void featuresAreMetAndMandatoryOnesAsked() {
        Machine plain = machine("plain", 1);
        Machine special = machine("special", 1, 9, Set.of("kvm", "gpu"), Set.of("gpu"), Long.MAX_VALUE, "");
        Scheduling scheduling = schedule(
                List.of(
                        needing("ordinary", Set.of(), 0),
                        needing("vm", Set.of("kvm"), 0),
                        needing("ai", Set.of("gpu"), 0)),
                List.of(plain, special),
                History.NONE);

        assertThat(scheduling.assignments())
                .extracting(
                        placement -> placement.job().id(),
                        placement -> placement.machine().name())
                .containsExactlyInAnyOrder(
                        org.assertj.core.groups.Tuple.tuple(id("ordinary"), "plain"),
                        org.assertj.core.groups.Tuple.tuple(id("ai"), "special"));
        Waiting why = scheduling.why(id("vm")).orElseThrow();
        assertThat(why.possible()).isFalse();
        assertThat(why.obstacles())
                .extracting(Obstacle::machine, Obstacle::sentence)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("plain", "lacks kvm"),
                        org.assertj.core.groups.Tuple.tuple("special", "takes only builds that need gpu"));
    }

    @Test
    void eachObstacleIsNamed() {
        Machine arm = new Machine(
                id("arm"),
                "arm",
                Set.of("aarch64-linux"),
                Set.of(),
                Set.of(),
                4,
                1,
                Long.MAX_VALUE,
                Long.MAX_VALUE,
                "",
                Set.of(),
                1e6);
        Machine draining = machine("draining", 4, 1, Set.of(), Set.of(), Long.MAX_VALUE, "it is draining");
        Machine small = machine("small", 4, 1, Set.of(), Set.of(), GIB, "");
        Machine full = new Machine(
                id("full"), "full", Set.of(LINUX), Set.of(), Set.of(), 4, 1, 64 * GIB, GIB / 2, "", Set.of(), 1e6);
        Machine taken = machine("taken", 1, 1, Set.of(), Set.of(), 64 * GIB, "");
        var running = new Running(id("other"), id("taken"), new Prediction(90, 90, GIB, 0, Map.of()), minute(-1));

        Scheduling scheduling = Scheduling.schedule(
                List.of(needing("big", Set.of(), 8 * GIB)),
                List.of(arm, draining, small, full, taken),
                List.of(running),
                History.NONE,
                Policy.DEFAULT,
                NOON);

        Waiting why = scheduling.why(id("big")).orElseThrow();
        assertThat(why.possible()).isTrue();
        assertThat(why.obstacles())
                .extracting(obstacle -> obstacle.machine() + ": " + obstacle.sentence())
                .containsExactly(
                        "arm: builds for aarch64-linux, not for x86_64-linux",
                        "draining: it is draining",
                        "small: has 1.0 GiB of memory for builds, 8.0 GiB are needed",
                        "full: has 512 MiB of disk left, 2.0 GiB must be free",
                        "taken: 1 of 1 slots are taken, room is expected in about 30 s");
    }

    @Test
    void buildsOfABranchGoInOrderWhateverTheirPriority() {
        Scheduling scheduling = schedule(
                List.of(
                        job("third", "o", "a", Lane.BATCH, 9, -1),
                        job("first", "o", "a", Lane.BATCH, 0, -3),
                        job("second", "o", "a", Lane.BATCH, -5, -2)),
                List.of(machine("m", 2)),
                History.NONE);
        assertThat(names(scheduling, "first", "second", "third")).containsExactly("first", "second");
        assertThat(scheduling.why(id("third")).orElseThrow().possible()).isTrue();
    }

    @Test
    void priorityDecidesBetweenAppsOfAnOrgButNotBetweenOrgs() {
        Scheduling scheduling = schedule(
                List.of(
                        job("loud-1", "loud", "a1", Lane.BATCH, 10, -3),
                        job("loud-2", "loud", "a2", Lane.BATCH, 10, -3),
                        job("low", "loud", "a3", Lane.BATCH, -1, -9),
                        job("quiet", "quiet", "a", Lane.BATCH, -10, -1)),
                List.of(machine("m", 3)),
                History.NONE);
        assertThat(names(scheduling, "loud-1", "loud-2", "quiet"))
                .containsExactlyInAnyOrder("loud-1", "loud-2", "quiet")
                .element(2)
                .isNotEqualTo("quiet");
    }

    @Test
    void deploysGoFirst() {
        Scheduling scheduling = schedule(
                List.of(job("build", "a", "a", -9), job("deploy", "b", "b", Lane.INTERACTIVE, 0, 0)),
                List.of(machine("m", 1)),
                History.NONE);
        assertThat(names(scheduling, "build", "deploy")).containsExactly("deploy");
    }

    @Test
    void whatLiesThereAlreadyDecidesUnlessAFasterMachineFetchesItSooner() {
        Map<String, Long> inputs = Map.of("toolchain", 500_000_000L);
        var history = new History(
                Map.of(id("a"), List.of(new Sample(20, GIB))), Map.of(id("a"), inputs), Map.of(), Turns.NONE);
        Machine empty = machine("empty", 4);
        Machine stocked = new Machine(
                id("stocked"),
                "stocked",
                Set.of(LINUX),
                Set.of(),
                Set.of(),
                4,
                1,
                Long.MAX_VALUE,
                Long.MAX_VALUE,
                "",
                Set.of("toolchain"),
                50e6);
        Machine fast = machine("fast", 4, 4, Set.of(), Set.of(), Long.MAX_VALUE, "");
        List<Job> one = List.of(job("j", "o", "a", 0));

        assertThat(schedule(one, List.of(empty, stocked), history)
                        .assignments()
                        .getFirst()
                        .machine()
                        .name())
                .isEqualTo("stocked");
        Placement there = schedule(one, List.of(empty, stocked, fast), history)
                .assignments()
                .getFirst();
        assertThat(there.machine().name()).isEqualTo("fast");
        assertThat(there.missing()).isEqualTo(500_000_000L);
        assertThat(there.finish()).isEqualTo(15);
    }

    @Test
    void ranOutOfMemoryGoesToABiggerMachine() {
        Machine small = machine("small", 4, 9, Set.of(), Set.of(), 4 * GIB, "");
        Machine big = machine("big", 4, 1, Set.of(), Set.of(), 32 * GIB, "");
        assertThat(schedule(List.of(needing("j", Set.of(), 0)), List.of(small, big), History.NONE)
                        .assignments()
                        .getFirst()
                        .machine()
                        .name())
                .isEqualTo("small");
        assertThat(schedule(List.of(needing("j", Set.of(), 8 * GIB)), List.of(small, big), History.NONE)
                        .assignments()
                        .getFirst()
                        .machine()
                        .name())
                .isEqualTo("big");
    }

    @Test
    void memoryOfAMachineIsNotGivenOutTwice() {
        Machine one = machine("m", 10, 1, Set.of(), Set.of(), 8 * GIB, "");
        Scheduling scheduling = schedule(
                List.of(
                        needing("a", Set.of(), 3 * GIB),
                        needing("b", Set.of(), 3 * GIB),
                        needing("c", Set.of(), 3 * GIB)),
                List.of(one),
                History.NONE);
        assertThat(scheduling.assignments()).hasSize(2);
        assertThat(java.util.stream.Stream.of("a", "b", "c")
                        .flatMap(name -> scheduling.why(id(name)).stream())
                        .map(why -> why.obstacles().getFirst().sentence()))
                .singleElement()
                .asString()
                .contains("of memory are left");
    }

    @Test
    void machineThatLostItIsTakenOnlyWhereThereIsNoOther() {
        Machine lost = machine("a-lost", 4, 9, Set.of(), Set.of(), Long.MAX_VALUE, "");
        Machine other = machine("b-other", 4);
        Job job = new Job(
                id("j"),
                new Owner(id("o"), id("a"), ""),
                Lane.BATCH,
                0,
                NOON,
                LINUX,
                new TreeSet<>(),
                0,
                Set.of(id("a-lost")));
        assertThat(schedule(List.of(job), List.of(lost, other), History.NONE)
                        .assignments()
                        .getFirst()
                        .machine()
                        .name())
                .isEqualTo("b-other");
        assertThat(schedule(List.of(job), List.of(lost), History.NONE).assignments())
                .hasSize(1);
    }

    @Test
    void sameQuestionInAnyOrderHasTheSameAnswer() {
        var jobs = new ArrayList<Job>();
        var machines = new ArrayList<Machine>();
        for (int n = 0; n < 60; n++) {
            jobs.add(job(
                    "j" + n, "o" + n % 5, "a" + n % 13, n % 7 == 0 ? Lane.INTERACTIVE : Lane.BATCH, n % 3, -n % 17));
            if (n % 6 == 0) {
                machines.add(machine("m" + n, 2, 1 + n % 4, Set.of(), Set.of(), 8 * GIB, ""));
            }
        }
        List<String> first = decided(schedule(jobs, machines, History.NONE));
        Collections.shuffle(jobs, new Random(7));
        Collections.shuffle(machines, new Random(8));
        assertThat(decided(schedule(jobs, machines, History.NONE)))
                .isEqualTo(first)
                .hasSize(20);
    }

    private static List<String> decided(Scheduling scheduling) {
        return scheduling.assignments().stream()
                .map(placement ->
                        placement.job().id() + " " + placement.machine().name())
                .toList();
    }
}
