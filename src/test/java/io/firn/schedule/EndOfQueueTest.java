package io.firn.schedule;

import static io.firn.schedule.Yard.NOON;
import static io.firn.schedule.Yard.id;
import static io.firn.schedule.Yard.job;
import static io.firn.schedule.Yard.machine;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** When the queue runs dry: long builds begin while there is other work beside them, and nothing is kept for who is gone. */
class EndOfQueueTest {
    private static Backlog backlog(Map<Double, Integer> countsBySeconds) {
        var backlog = new Backlog();
        countsBySeconds.forEach((seconds, count) -> {
            for (int n = 0; n < count; n++) {
                backlog.add(entry(seconds));
            }
        });
        return backlog;
    }

    private static Entry entry(double seconds) {
        return Entry.of(job("a", "o", "a", 0), new Prediction(seconds, seconds, 1 << 30, 0, Map.of()), Policy.DEFAULT);
    }

    @Test
    void longBuildsBeginWhenNoMoreShorterWorkIsLeftThanFillsTheMachines() {
        assertThat(backlog(Map.of(60.0, 100, 600.0, 2)).longerMustBegin(72, 0, 10))
                .as("600 s of shorter work on ten slots")
                .isTrue();
        assertThat(backlog(Map.of(60.0, 600, 600.0, 2)).longerMustBegin(72, 0, 10))
                .as("an hour of it")
                .isFalse();
        assertThat(backlog(Map.of(60.0, 10, 600.0, 200)).longerMustBegin(72, 0, 10))
                .as("the end is hours away: shares are kept")
                .isFalse();
        assertThat(backlog(Map.of(60.0, 10)).longerMustBegin(72, 0, 10))
                .as("there is no longer one")
                .isFalse();
    }

    @Test
    void whatWasTakenOutCountsNoMore() {
        Backlog backlog = backlog(Map.of(60.0, 600, 600.0, 2));
        for (int n = 0; n < 590; n++) {
            backlog.remove(entry(60));
        }
        assertThat(backlog.longerMustBegin(72, 0, 10)).isTrue();
        backlog.remove(entry(600));
        backlog.remove(entry(600));
        assertThat(backlog.longerMustBegin(72, 0, 10)).isFalse();
        assertThat(backlog.sum()).isEqualTo(600);
    }

    @Test
    void machineThatIsKeptForALargeBuildIsFreeAgainWhenThatIsWithdrawn() {
        var scheduler = new Scheduler(Policy.DEFAULT, History.NONE, NOON);
        scheduler.machine(machine("m", 8, 1, Set.of(), Set.of(), 8L << 30, ""));
        Map<Instant, List<UUID>> ends = new TreeMap<>();
        scheduler.add(job("small", "o", "a", 0));
        String why = "";
        Instant now = NOON;
        for (int second = 0; second < 3600 && !why.contains("kept for a large build"); second += 10) {
            now = NOON.plusSeconds(second);
            Instant at = now;
            ends.getOrDefault(now, List.of()).forEach(ended -> scheduler.ended(ended, Duration.ofSeconds(60), at));
            for (String one : List.of("small", "more")) {
                scheduler.add(job(one + second, "o" + one + second, "a" + one + second, second / 60.0));
            }
            if (second == 20) {
                scheduler.add(Yard.needing("large", Set.of(), 6L << 30));
            }
            for (Placement placement : scheduler.all(now)) {
                ends.computeIfAbsent(now.plusSeconds(60), unused -> new ArrayList<>())
                        .add(placement.job().id());
            }
            why = scheduler
                    .why(id("more" + second), now)
                    .map(waiting -> waiting.obstacles().getFirst().sentence())
                    .orElse("");
        }
        assertThat(why).contains("kept for a large build");
        assertThat(scheduler.all(now)).isEmpty();

        scheduler.withdraw(id("large"));

        assertThat(scheduler.all(now)).isNotEmpty();
    }

    @Test
    void whereTheEndCountsTheLongestGoFirstWhateverTheirOrgHasUsedAndDeploysBeforeThem() {
        assertThat(firstThree(Goal.SHARES, 0)).containsExactly("now", "short", "short");
        assertThat(firstThree(Goal.SOONEST_END, 0)).containsExactly("now", "long", "long");
    }

    @Test
    void shortBuildsThatWaitedLongerThanPatienceLastsGetTheirTurnEvenSo() {
        int waited = (int) Policy.DEFAULT.patience().toMinutes() + 1;
        assertThat(begun(Goal.SOONEST_END, 0, 8)).doesNotContain("short");
        assertThat(begun(Goal.SOONEST_END, waited, 8)).contains("short", "long");
    }

    @Test
    void machinesWithAFeatureBeginWhatNeedsItWhereThatWouldBeDoneLast() {
        var scheduler = new Scheduler(Policy.DEFAULT.with(Goal.SOONEST_END), Yard.taking(Map.of("a", 300.0)), NOON);
        scheduler.machine(machine("special", 1, 1, Set.of("kvm"), Set.of(), Long.MAX_VALUE, ""));
        scheduler.machine(machine("plain", 9));
        for (int n = 0; n < 50; n++) {
            scheduler.add(job("plain" + n, "o", "a", -1));
        }
        for (int n = 0; n < 30; n++) {
            scheduler.add(Yard.needing("special" + n, Set.of("kvm"), 0));
        }

        assertThat(scheduler.all(NOON))
                .filteredOn(placement -> placement.machine().name().equals("special"))
                .singleElement()
                .satisfies(placement -> assertThat(placement.job().features())
                        .as("half an hour of it on one slot, 28 minutes for all on ten")
                        .contains("kvm"));
    }

    private static List<String> firstThree(Goal goal, int waited) {
        return begun(goal, waited, 3);
    }

    /** One org has used much and has long builds, hours of them; another has short ones; then comes a deploy. */
    private static List<String> begun(Goal goal, int waited, int slots) {
        var kinds = new TreeMap<UUID, String>();
        var history = new History(
                Yard.taking(Map.of("long", 600.0, "short", 60.0)).samples(),
                Map.of(),
                Map.of(id("heavy").toString(), new Used(1e6, NOON, 1)),
                Turns.NONE);
        var scheduler = new Scheduler(Policy.DEFAULT.with(goal), history, NOON);
        scheduler.machine(machine("m", slots));
        for (int n = 0; n < 200; n++) {
            scheduler.add(job("long" + n, "heavy", "long", -waited));
            scheduler.add(job("short" + n, "light", "short", -waited));
            kinds.put(id("long" + n), "long");
            kinds.put(id("short" + n), "short");
        }
        scheduler.add(job("now", "third", "now", Lane.INTERACTIVE, 0, 0));
        kinds.put(id("now"), "now");
        return scheduler.all(NOON).stream()
                .map(placement -> kinds.getOrDefault(placement.job().id(), "?"))
                .toList();
    }
}
