package io.firn.schedule;

import static io.firn.schedule.Yard.NOON;
import static io.firn.schedule.Yard.id;
import static io.firn.schedule.Yard.job;
import static io.firn.schedule.Yard.machine;
import static io.firn.schedule.Yard.minute;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Nobody takes all, and nobody waits without end. */
class FairShareTest {
    private static final double MINUTE = 60;

    /** A farm in which each build takes as long as was predicted. */
    private static final class Farm {
        private final Scheduler scheduler;
        private final PriorityQueue<Placed> running = new PriorityQueue<>(java.util.Comparator.comparing(Placed::until)
                .thenComparing(p -> p.placement().job().id()));
        private final Map<UUID, Instant> started = new HashMap<>();
        private final List<Placement> order = new ArrayList<>();
        private Instant now = NOON;

        private record Placed(Placement placement, Instant until) {}

        Farm(int slots, History history) {
            scheduler = new Scheduler(Policy.DEFAULT, history, NOON);
            scheduler.machine(machine("m", slots));
        }

        void start() {
            for (Placement placement : scheduler.all(now)) {
                started.put(placement.job().id(), now);
                order.add(placement);
                running.add(new Placed(placement, now.plus(Duration.ofMillis((long) (placement.finish() * 1000)))));
            }
        }

        /** To the next end of a build. */
        void step() {
            start();
            Placed first = running.remove();
            now = first.until();
            scheduler.ended(
                    first.placement().job().id(),
                    Duration.ofMillis((long) (first.placement().finish() * 1000)),
                    now);
            start();
        }

        void until(Instant time) {
            start();
            while (!running.isEmpty() && !running.peek().until().isAfter(time)) {
                step();
            }
            now = time;
        }
    }

    @ParameterizedTest
    @CsvSource({"1,INTERACTIVE,500", "1,BATCH,500", "4,INTERACTIVE,2", "4,BATCH,500", "4,INTERACTIVE,500"})
    void fiveHundredBuildsOfOneDelayTheDeployOfAnotherByOneSlotsTimeAtMost(int slots, Lane theirs, int apps) {
        var farm = new Farm(slots, Yard.taking(Map.of("single", MINUTE)));
        for (int n = 0; n < 500; n++) {
            farm.scheduler.add(job("j" + n, "greedy", "app" + n % apps, theirs, 10, -30));
        }
        farm.until(minute(20.5));
        farm.scheduler.add(job("single", "modest", "single", Lane.INTERACTIVE, 0, 20.5));

        farm.until(minute(25));

        assertThat(Duration.between(minute(20.5), farm.started.get(id("single"))))
                .isLessThanOrEqualTo(Duration.ofSeconds((long) Policy.DEFAULT.unknownSeconds()));
    }

    @Test
    void secondsNotBuildsAreShared() {
        var farm = new Farm(4, Yard.taking(Map.of("long", 10 * MINUTE, "short", MINUTE)));
        for (int n = 0; n < 400; n++) {
            farm.scheduler.add(job("l" + n, "slow", "long", -1));
            farm.scheduler.add(job("s" + n, "quick", "short", -1));
        }
        farm.until(minute(200));
        double slow = seconds(farm, "slow");
        double quick = seconds(farm, "quick");
        assertThat(slow / quick).isBetween(0.9, 1.1);
    }

    @Test
    void appsAndBranchesShareWhatTheirOrgHas() {
        var farm = new Farm(2, History.NONE);
        for (int n = 0; n < 300; n++) {
            farm.scheduler.add(job("many" + n, "a", "many", -1));
            farm.scheduler.add(job("few" + n, "a", "few", -1));
            farm.scheduler.add(job("alone" + n, "b", "alone", -1));
        }
        farm.until(minute(120));
        Map<UUID, Long> byApp = new HashMap<>();
        farm.order.forEach(placement -> byApp.merge(placement.job().owner().app(), 1L, Long::sum));
        assertThat(part(byApp, "alone") / part(byApp, "many")).isBetween(1.9, 2.1);
        assertThat(part(byApp, "few") / part(byApp, "many")).isBetween(0.95, 1.05);
    }

    @Test
    void whatWasUsedLongAgoIsForgotten() {
        var used = Map.of(
                id("yesterday").toString(), new Used(10_000, minute(-24 * 60), 1),
                id("justnow").toString(), new Used(1_000, minute(0), 1));
        var scheduling = Scheduling.schedule(
                List.of(job("a", "yesterday", "y", -1), job("b", "justnow", "j", -2)),
                List.of(machine("m", 1)),
                List.of(),
                new History(Map.of(), Map.of(), used, Turns.NONE),
                Policy.DEFAULT,
                NOON);
        assertThat(scheduling.assignments().getFirst().job().id()).isEqualTo(id("a"));
    }

    private static double part(Map<UUID, Long> byApp, String app) {
        return byApp.getOrDefault(id(app), 0L);
    }

    private static double seconds(Farm farm, String org) {
        return farm.order.stream()
                .filter(placement -> placement.job().owner().org().equals(id(org)))
                .mapToDouble(Placement::finish)
                .sum();
    }

    /** New orgs, which have used nothing, come without end; one that has used much still gets on, within the promised bound. */
    @Test
    void nobodyStarvesHoweverManyCome() {
        var heavy = Map.of(id("heavy").toString(), new Used(1e9, NOON, 1));
        var farm = new Farm(1, new History(Map.of(), Map.of(), heavy, Turns.NONE));
        var mine = new ArrayDeque<UUID>();
        for (int n = 0; n < 5; n++) {
            Job job = job("mine" + n, "heavy", "app" + n, 0);
            mine.add(job.id());
            farm.scheduler.add(job);
        }
        int impatientAt = -1;
        for (int n = 0; n < 400; n++) {
            for (int twice = 0; twice < 2; twice++) {
                farm.scheduler.add(new Job(
                        id("theirs" + n + "-" + twice),
                        new Owner(id("new" + n + "-" + twice), id("new" + n + "-" + twice), ""),
                        Lane.BATCH,
                        0,
                        farm.now,
                        Yard.LINUX,
                        new java.util.TreeSet<>(),
                        0,
                        java.util.Set.of()));
            }
            farm.step();
            if (impatientAt < 0 && Duration.between(NOON, farm.now).compareTo(Policy.DEFAULT.patience()) > 0) {
                impatientAt = farm.order.size();
            }
        }
        List<UUID> order =
                farm.order.stream().map(placement -> placement.job().id()).toList();
        int last = mine.stream().mapToInt(order::indexOf).max().orElse(-1);
        assertThat(mine).allSatisfy(job -> assertThat(order).contains(job));
        int bound = (int) Math.pow(Policy.DEFAULT.turns(), 3) * mine.size();
        assertThat(last - impatientAt).isLessThanOrEqualTo(bound);
    }

    @Test
    void deploysWithoutEndLeaveATurnToTheRest() {
        var farm = new Farm(1, History.NONE);
        farm.scheduler.add(job("rebuild", "patient", "p", 0));
        for (int n = 0; n < 60; n++) {
            farm.scheduler.add(job("d" + n, "o" + n, "a" + n, Lane.INTERACTIVE, 0, 0));
            farm.scheduler.add(job("e" + n, "o" + n, "a" + n, Lane.INTERACTIVE, 0, 0));
            farm.step();
        }
        int at = farm.order.stream()
                .map(placement -> placement.job().id())
                .toList()
                .indexOf(id("rebuild"));
        assertThat(at).isBetween(10, 12 + Policy.DEFAULT.interactiveTurns());
    }

    /** Small builds without end never leave enough memory free at once; a machine is kept for the large one. */
    @Test
    void largeBuildIsNotStarvedBySmallOnes() {
        var scheduler = new Scheduler(Policy.DEFAULT, History.NONE, NOON);
        scheduler.machine(machine("m", 8, 1, java.util.Set.of(), java.util.Set.of(), 8L << 30, ""));
        scheduler.add(Yard.needing("large", java.util.Set.of(), 6L << 30));
        // It comes a little after the small ones have begun.
        Map<Instant, List<UUID>> ends = new java.util.TreeMap<>();
        Instant largeAt = null;
        scheduler.withdraw(id("large"));
        for (int second = 0; second < 3600 && largeAt == null; second += 10) {
            Instant now = NOON.plusSeconds(second);
            ends.getOrDefault(now, List.of()).forEach(ended -> scheduler.ended(ended, Duration.ofSeconds(60), now));
            scheduler.add(job("small" + second, "o" + second, "a" + second, second / 60.0));
            scheduler.add(job("small'" + second, "o'" + second, "a'" + second, second / 60.0));
            if (second == 20) {
                scheduler.add(Yard.needing("large", java.util.Set.of(), 6L << 30));
            }
            for (Placement placement : scheduler.all(now)) {
                if (placement.job().id().equals(id("large"))) {
                    largeAt = now;
                }
                ends.computeIfAbsent(now.plusSeconds(60), unused -> new ArrayList<>())
                        .add(placement.job().id());
            }
        }
        assertThat(largeAt).isNotNull().isBefore(minute(15));
    }

    @Test
    void turnsAreRememberedFromOneLookToTheNext() {
        var heavy = Map.of(id("heavy").toString(), new Used(1e9, NOON, 1));
        Turns turns = Turns.NONE;
        int looks = 0;
        boolean begun = false;
        while (!begun && looks < 50) {
            var queue =
                    List.of(job("mine", "heavy", "app", -60), job("theirs" + looks, "new" + looks, "new" + looks, 0));
            Scheduling look = Scheduling.schedule(
                    queue,
                    List.of(machine("m", 1)),
                    List.of(),
                    new History(Map.of(), Map.of(), heavy, turns),
                    Policy.DEFAULT,
                    NOON);
            turns = look.turns();
            begun = look.assignments().getFirst().job().id().equals(id("mine"));
            looks++;
        }
        assertThat(looks).isEqualTo(Policy.DEFAULT.turns());
    }
}
