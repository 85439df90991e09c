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
}
