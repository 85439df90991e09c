package io.firn.farm;

import io.firn.nix.StoreEntry;
import io.firn.nix.StorePath;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;

/**
 * Which dead paths of a builder's store go, and why. Pure. A path goes only after all dead paths that refer to it, so that the
 * store takes the deletions in this order; by age first, then by size, the oldest first.
 *
 * @param chosen what goes, in the order in which it can be deleted
 * @param entries paths of the whole store
 * @param total NAR bytes of the whole store
 * @param dead NAR bytes of all dead paths
 */
record StorePlan(List<Chosen> chosen, long entries, long total, long dead) {
    /** Why a path goes. */
    enum Why {
        /** It is older than was asked for. */
        AGE,
        /** The store is larger than was asked for. */
        SIZE
    }

    /** A path that goes. */
    record Chosen(StoreEntry entry, Why why) {}

    /** What is to go. */
    record Limits(Optional<Duration> olderThan, Optional<Long> maxBytes) {}

    static StorePlan of(Collection<StoreEntry> all, Set<StorePath> dead, Limits limits, Instant now) {
        Map<StorePath, StoreEntry> left = new HashMap<>();
        all.stream().filter(entry -> dead.contains(entry.path())).forEach(entry -> left.put(entry.path(), entry));
        long total = all.stream().mapToLong(StoreEntry::narSize).sum();
        long deadBytes = left.values().stream().mapToLong(StoreEntry::narSize).sum();
        var choice = new Choice(left);
        limits.olderThan().ifPresent(age -> choice.byAge(now.minus(age)));
        limits.maxBytes().ifPresent(max -> choice.bySize(total - choice.bytes, max));
        return new StorePlan(List.copyOf(choice.chosen), all.size(), total, deadBytes);
    }

    long chosenBytes() {
        return chosen.stream().mapToLong(one -> one.entry().narSize()).sum();
    }

    /** Takes away what nothing left refers to, again and again. */
    private static final class Choice {
        private final Map<StorePath, StoreEntry> left;
        private final Map<StorePath, Integer> referrers = new HashMap<>();
        private final List<Chosen> chosen = new ArrayList<>();
        private long bytes;

        Choice(Map<StorePath, StoreEntry> left) {
            this.left = left;
            left.values().forEach(entry -> entry.references().forEach(to -> referrers.merge(to, 1, Integer::sum)));
        }

        void byAge(Instant before) {
            PriorityQueue<StoreEntry> free = free();
            while (!free.isEmpty()) {
                StoreEntry entry = free.remove();
                if (entry.registered().isBefore(before)) {
                    take(entry, Why.AGE, free);
                }
            }
        }

        void bySize(long now, long max) {
            long size = now;
            PriorityQueue<StoreEntry> free = free();
            while (size > max && !free.isEmpty()) {
                StoreEntry entry = free.remove();
                size -= entry.narSize();
                take(entry, Why.SIZE, free);
            }
        }

        private PriorityQueue<StoreEntry> free() {
            var free = new PriorityQueue<>(
                    Comparator.comparing(StoreEntry::registered).thenComparing(StoreEntry::path));
            left.values().stream().filter(entry -> isFree(entry.path())).forEach(free::add);
            return free;
        }

        private boolean isFree(StorePath path) {
            return referrers.getOrDefault(path, 0) == 0;
        }

        private void take(StoreEntry entry, Why why, PriorityQueue<StoreEntry> free) {
            left.remove(entry.path());
            chosen.add(new Chosen(entry, why));
            bytes += entry.narSize();
            for (StorePath to : entry.references()) {
                referrers.merge(to, -1, Integer::sum);
                StoreEntry below = left.get(to);
                if (below != null && isFree(to)) {
                    free.add(below);
                }
            }
        }
    }
}
