package io.firn.schedule;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A place in the tree of those who wait: the root over orgs, an org over apps, an app over branches, a branch over its builds.
 * Each keeps its children in three orders: by what they used, by who waits longest, by who has the longest build.
 */
final class Tier {
    private static final Comparator<Tier> BY_SHARE = Comparator.comparingInt((Tier tier) -> -tier.priority)
            .thenComparingDouble(tier -> tier.share.weighted())
            .thenComparing(tier -> tier.key);
    private static final Comparator<Tier> BY_AGE =
            Comparator.comparingLong((Tier tier) -> tier.oldest).thenComparing(tier -> tier.oldestId);
    private static final Comparator<Tier> BY_LENGTH =
            Comparator.comparingDouble((Tier tier) -> -tier.longest).thenComparing(tier -> tier.key);
    private static final UUID NOBODY = new UUID(0, 0);

    final String key;
    private final @Nullable Tier parent;
    private final Share share;
    private final boolean ranks;
    private final Map<String, Tier> children = new HashMap<>();
    private final TreeSet<Tier> byShare = new TreeSet<>(BY_SHARE);
    private final TreeSet<Tier> byAge = new TreeSet<>(BY_AGE);
    private final TreeSet<Tier> byLength = new TreeSet<>(BY_LENGTH);
    private final TreeSet<Entry> builds = new TreeSet<>(Entry.IN_ORDER);
    private final TreeMap<Double, Integer> lengths = new TreeMap<>();
    private boolean listed;
    private int priority;
    private long oldest = Long.MAX_VALUE;
    private UUID oldestId = NOBODY;
    private double longest;
    private double oldestSeconds;
    private double passed;

    /** @param ranks whether priorities order it among its siblings */
    Tier(String key, @Nullable Tier parent, Share share, boolean ranks) {
        this.key = key;
        this.parent = parent;
        this.share = share;
        this.ranks = ranks;
        share.add(this);
    }

    Tier child(String childKey, boolean childRanks, Supplier<Share> childShare) {
        return children.computeIfAbsent(childKey, missing -> new Tier(childKey, this, childShare.get(), childRanks));
    }

    void add(Entry entry) {
        builds.add(entry);
        lengths.merge(entry.atMost(), 1, Integer::sum);
        refresh();
    }

    boolean remove(Entry entry) {
        if (!builds.remove(entry)) {
            return false;
        }
        lengths.computeIfPresent(entry.atMost(), (length, count) -> count == 1 ? null : count - 1);
        refresh();
        return true;
    }

    private void refresh() {
        leaveOrders();
        if (children.isEmpty()) {
            priority = ranks && !builds.isEmpty() ? builds.first().job().priority() : 0;
            // Within a branch builds go in order; only the first can be the one that waits longest.
            Entry eldest = builds.isEmpty() ? null : builds.first();
            oldest = eldest == null ? Long.MAX_VALUE : eldest.age();
            oldestId = eldest == null ? NOBODY : eldest.job().id();
            oldestSeconds = eldest == null ? 0 : eldest.seconds();
            longest = lengths.isEmpty() ? 0 : lengths.lastKey();
        } else {
            boolean empty = byAge.isEmpty();
            priority = ranks && !empty ? byShare.first().priority : 0;
            oldest = empty ? Long.MAX_VALUE : byAge.first().oldest;
            oldestId = empty ? NOBODY : byAge.first().oldestId;
            oldestSeconds = empty ? 0 : byAge.first().oldestSeconds;
            longest = empty ? 0 : byLength.first().longest;
        }
        if (!empty()) {
            joinOrders();
        } else if (parent != null) {
            parent.children.remove(key);
            share.remove(this);
        }
        if (parent != null) {
            parent.refresh();
        }
    }

    private void leaveOrders() {
        if (listed && parent != null) {
            parent.byShare.remove(this);
            parent.byAge.remove(this);
            parent.byLength.remove(this);
        }
        listed = false;
    }

    private void joinOrders() {
        if (parent != null) {
            parent.byShare.add(this);
            parent.byAge.add(this);
            parent.byLength.add(this);
            listed = true;
        }
    }

    void leaveShareOrder() {
        if (listed && parent != null) {
            parent.byShare.remove(this);
        }
    }

    void joinShareOrder() {
        if (listed && parent != null) {
            parent.byShare.add(this);
        }
    }

    boolean empty() {
        return byAge.isEmpty() && builds.isEmpty();
    }

    boolean branch() {
        return children.isEmpty();
    }

    /** The build that is first in this branch. */
    Entry first() {
        return builds.first();
    }

    Tier leastUsed() {
        return byShare.first();
    }

    Tier eldest() {
        return byAge.first();
    }

    Tier shortestChild() {
        return byLength.last();
    }

    Tier longestChild() {
        return byLength.first();
    }

    @Nullable Tier parent() {
        return parent;
    }

    long oldest() {
        return oldest;
    }

    double longest() {
        return longest;
    }

    /** Builds that were started since the one that waits longest was let go. */
    double passed() {
        return passed;
    }

    /** Another goes before the one that waits longest; a shorter one counts in part, as it took less from it. */
    void pass(Entry other) {
        passed += Math.min(1, other.seconds() / oldestSeconds);
    }

    void letGo() {
        passed = 0;
    }

    /** Takes up what was noted of it, where it is new. */
    Tier remembering(Turns turns, String path) {
        if (empty() && passed == 0) {
            passed = turns.passed().getOrDefault(path, 0.0);
        }
        return this;
    }

    /** Who of two goes first, as among siblings. */
    static int compareShares(Tier left, Tier right) {
        return BY_SHARE.compare(left, right);
    }

    Iterable<Tier> inShareOrder() {
        return byShare;
    }
}
