package io.firn.farm;

import static org.assertj.core.api.Assertions.assertThat;

import io.firn.farm.StorePlan.Limits;
import io.firn.farm.StorePlan.Why;
import io.firn.nix.StoreEntry;
import io.firn.nix.StorePath;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StorePlanTest {
    private static final Instant NOW = Instant.parse("2026-01-31T00:00:00Z");

    private final List<StoreEntry> store = new ArrayList<>();

    @Test
    void whatIsAliveStaysWhateverItsAge() {
        StorePath alive = entry("alive", 100, 90);
        StorePath dead = entry("dead", 100, 90);
        StorePlan plan = plan(Set.of(dead), age(30));
        assertThat(paths(plan)).containsExactly(dead).doesNotContain(alive);
        assertThat(plan.total()).isEqualTo(200);
        assertThat(plan.dead()).isEqualTo(100);
    }

    @Test
    void oldPathStaysWhileAYoungOneThatIsDeadTooRefersToIt() {
        StorePath library = entry("library", 10, 90);
        StorePath app = entry("app", 10, 1, library);
        assertThat(paths(plan(Set.of(library, app), age(30)))).isEmpty();
        assertThat(paths(plan(Set.of(library, app), age(0)))).containsExactly(app, library);
    }

    @Test
    void sizeTakesTheOldestFirstAndNoMoreThanItMust() {
        StorePath oldest = entry("oldest", 100, 50);
        StorePath middle = entry("middle", 100, 40);
        StorePath youngest = entry("youngest", 100, 30);
        StorePlan plan = plan(Set.of(oldest, middle, youngest), new Limits(Optional.empty(), Optional.of(150L)));
        assertThat(paths(plan)).containsExactly(oldest, middle);
        assertThat(plan.chosen()).extracting(StorePlan.Chosen::why).containsOnly(Why.SIZE);
        assertThat(plan.chosenBytes()).isEqualTo(200);
    }

    @Test
    void ageAndSizeTogetherSayWhyEachGoes() {
        StorePath old = entry("old", 100, 50);
        StorePath young = entry("young", 100, 2);
        StorePath alive = entry("alive", 100, 50);
        StorePlan plan = plan(Set.of(old, young), new Limits(Optional.of(Duration.ofDays(30)), Optional.of(100L)));
        assertThat(plan.chosen()).extracting(StorePlan.Chosen::why).containsExactly(Why.AGE, Why.SIZE);
        assertThat(paths(plan)).containsExactly(old, young).doesNotContain(alive);
    }

    @Test
    void everyOrderCanBeDeletedReferrersFirst() {
        var random = new Random(7);
        for (int n = 0; n < 300; n++) {
            StorePath[] below = random.ints(Math.min(n, 4), 0, Math.max(n, 1))
                    .mapToObj(at -> store.get(at).path())
                    .distinct()
                    .toArray(StorePath[]::new);
            entry("path" + n, 1 + random.nextInt(1000), random.nextInt(100), below);
        }
        Set<StorePath> dead = new HashSet<>();
        store.forEach(entry -> dead.add(entry.path()));
        StorePlan plan = plan(dead, new Limits(Optional.of(Duration.ofDays(60)), Optional.of(40_000L)));
        Set<StorePath> gone = new HashSet<>();
        for (StorePath path : paths(plan)) {
            assertThat(store.stream()
                            .filter(entry -> entry.references().contains(path))
                            .allMatch(entry -> gone.contains(entry.path())))
                    .isTrue();
            gone.add(path);
        }
        assertThat(plan.total() - plan.chosenBytes()).isLessThanOrEqualTo(40_000);
    }

    private StorePath entry(String name, long size, int days, StorePath... references) {
        var path = new StorePath(hash(store.size()), name);
        store.add(new StoreEntry(path, size, NOW.minus(Duration.ofDays(days)), Set.of(references)));
        return path;
    }

    private static String hash(int number) {
        String digits = String.valueOf(number);
        return "0".repeat(32 - digits.length()) + digits;
    }

    private StorePlan plan(Set<StorePath> dead, Limits limits) {
        return StorePlan.of(store, dead, limits, NOW);
    }

    private static Limits age(int days) {
        return new Limits(Optional.of(Duration.ofDays(days)), Optional.empty());
    }

    private static List<StorePath> paths(StorePlan plan) {
        return plan.chosen().stream().map(one -> one.entry().path()).toList();
    }
}
