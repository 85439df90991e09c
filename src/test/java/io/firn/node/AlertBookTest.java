package io.firn.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AlertBookTest {
    private static final AlertBook.Thresholds USUAL = new AlertBook.Thresholds(0.90, 0.95, 0.90, 0.90);
    private static final NodeTraits TEN_SLOTS =
            new NodeTraits(Set.of(), 10, Map.of(), Set.of(), Set.of(), null, null, 1000L);

    private Map<String, String> row = Map.of();
    private final List<AlertBook.Change> changes = new ArrayList<>();

    @Test
    void threeAnswersInARowOverTheThresholdRaiseAnAlertOnce() {
        see(cpu(0.95), cpu(0.99));
        assertThat(changes).isEmpty();
        see(cpu(0.91));
        assertThat(changes).containsExactly(new AlertBook.Change(AlertKind.CPU, true, 0.91, 0.90));
        see(cpu(0.99), cpu(0.99));
        assertThat(changes).hasSize(1);
    }

    @Test
    void aValueThatPlaysAboutTheThresholdNeitherRaisesNorClears() {
        see(cpu(0.95), cpu(0.89), cpu(0.95), cpu(0.89), cpu(0.95));
        assertThat(changes).isEmpty();
        see(cpu(0.95), cpu(0.95));
        assertThat(changes).hasSize(1);
        see(cpu(0.89), cpu(0.86), cpu(0.91));
        assertThat(changes).hasSize(1);
        see(cpu(0.84));
        assertThat(changes).last().isEqualTo(new AlertBook.Change(AlertKind.CPU, false, 0.84, 0.90));
    }

    @Test
    void exactlyAtTheThresholdIsNotOverItButNinetyPercentOfCapacityIs() {
        see(cpu(0.90), cpu(0.90), cpu(0.90));
        assertThat(changes).isEmpty();
        see(builds(9), builds(9), builds(9));
        assertThat(changes).extracting(AlertBook.Change::kind).containsExactly(AlertKind.CAPACITY);
    }

    @Test
    void memoryThatBuildsMayHaveCountsAsCapacity() {
        see(memory(950), memory(950), memory(950));
        assertThat(changes).extracting(AlertBook.Change::kind).containsExactly(AlertKind.CAPACITY);
    }

    @Test
    void theFullerFileSystemCounts() {
        see(disk(99, 50), disk(99, 50), disk(99, 50));
        assertThat(changes).isEmpty();
        see(disk(50, 5), disk(50, 5), disk(50, 5));
        assertThat(changes).extracting(AlertBook.Change::kind).containsExactly(AlertKind.DISK);
    }

    @Test
    void aMachineThatSaysNothingRaisesNothing() {
        Vitals empty = Vitals.parse("");
        see(empty, empty, empty, empty);
        assertThat(changes).isEmpty();
        assertThat(row).isEmpty();
    }

    private void see(Vitals... answers) {
        for (Vitals answer : answers) {
            var book = new AlertBook(row);
            changes.addAll(book.see(USUAL, answer, TEN_SLOTS));
            row = book.entries();
        }
    }

    private static Vitals cpu(double busy) {
        return new Vitals(0.0, 10_000L, 10_000L, 100L, 100L, null, 1, busy, 100L, 100L, 0);
    }

    private static Vitals builds(int count) {
        return new Vitals(0.0, 10_000L, 10_000L, 100L, 100L, null, 1, 0.0, 100L, 100L, count);
    }

    private static Vitals memory(long used) {
        return new Vitals(0.0, 10_000L, 10_000L - used, 100L, 100L, null, 1, 0.0, 100L, 100L, 0);
    }

    private static Vitals disk(long storeFree, long varFree) {
        return new Vitals(0.0, 10_000L, 10_000L, 100L, storeFree, null, 1, 0.0, 100L, varFree, 0);
    }
}
