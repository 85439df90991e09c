package io.firn.schedule;

import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Whose turn it is. Deploys before the rest; in a lane the org that used least, in it the app, in it the branch, in it the one
 * asked for first. Whoever has waited longer than patience lasts is let go after {@code turns - 1} others, of which those that are
 * shorter than itself count in part, at each tier of the tree: so each build starts at the latest when others got
 * {@code turns}³ times the seconds of itself and of those that were asked for before it.
 */
final class Order {
    /** How much longer a build must be than the one whose turn it is, to go before it when the queue runs dry. */
    private static final double MUCH_LONGER = 1.2;

    private final Policy policy;
    private final Collection<Group> groups;
    private final Map<Lane, Integer> others = new EnumMap<>(Lane.class);
    private int interactive;

    /** Whether the machines of a group must begin a build now that may take longer than so many seconds. */
    interface Hurry {
        boolean longerMustBegin(Group group, double than);

        /** Whether those few machines that a group can go to would be done with it after all else. */
        boolean scarce(Group group);
    }

    /** The next one. */
    record Pick(Group group, Tier branch, Placement.Rule rule) {
        Entry entry() {
            return branch.first();
        }
    }

    Order(Policy policy, Collection<Group> groups, int interactive) {
        this.policy = policy;
        this.groups = groups;
        this.interactive = interactive;
    }

    @Nullable Pick next(long nowMillis, Hurry hurry) {
        Lane lane = lane(nowMillis);
        if (lane == null) {
            return null;
        }
        Group due = null;
        Group first = null;
        for (Group group : groups) {
            if (group.key.lane() != lane || group.blocked || !group.waits()) {
                continue;
            }
            if (due(group.root, nowMillis) && (due == null || group.root.oldest() < due.root.oldest())) {
                due = group;
            }
            if (first == null || before(group, first)) {
                first = group;
            }
        }
        if (due != null && others.getOrDefault(lane, policy.turns()) >= policy.turns() - 1) {
            return new Pick(due, eldest(due.root), Placement.Rule.WAITED_LONGEST);
        }
        if (first == null) {
            return null;
        }
        Pick fair = byShare(first, nowMillis);
        Group longest = lane == Lane.BATCH ? longest(fair.entry().atMost() * MUCH_LONGER, hurry) : null;
        return longest == null ? fair : new Pick(longest, longest(longest.root), Placement.Rule.LONGEST_FIRST);
    }

    /** Who has the longest build, of those that must begin longer ones than this now. */
    private @Nullable Group longest(double than, Hurry hurry) {
        Group longest = null;
        boolean scarce = false;
        for (Group group : groups) {
            if (group.key.lane() != Lane.BATCH || group.blocked || !group.waits()) {
                continue;
            }
            boolean few = hurry.scarce(group);
            boolean asked = few || (!scarce && group.root.longest() > than && hurry.longerMustBegin(group, than));
            if (asked && (longest == null || (few && !scarce) || group.root.longest() > longest.root.longest())) {
                longest = group;
                scarce = few;
            }
        }
        return longest;
    }

    /** Deploys first, unless so many were started in a row that somebody else has lost patience. */
    private @Nullable Lane lane(long nowMillis) {
        boolean deploys = false;
        boolean others = false;
        boolean impatient = false;
        for (Group group : groups) {
            if (!group.blocked && group.waits()) {
                if (group.key.lane() == Lane.INTERACTIVE) {
                    deploys = true;
                } else {
                    others = true;
                    impatient |= impatient(group.root, nowMillis);
                }
            }
        }
        if (deploys && !(impatient && interactive >= policy.interactiveTurns() - 1)) {
            return Lane.INTERACTIVE;
        }
        return others ? Lane.BATCH : null;
    }

    private boolean impatient(Tier tier, long nowMillis) {
        return nowMillis - tier.oldest() > policy.patience().toMillis();
    }

    private boolean due(Tier tier, long nowMillis) {
        return tier.passed() >= policy.turns() - 1 && impatient(tier, nowMillis);
    }

    private static boolean before(Group left, Group right) {
        Tier one = left.root;
        Tier other = right.root;
        while (!one.branch() && !other.branch()) {
            one = one.leastUsed();
            other = other.leastUsed();
            if (!one.key.equals(other.key)) {
                return Tier.compareShares(one, other) < 0;
            }
        }
        return one.oldest() < other.oldest();
    }

    private Pick byShare(Group group, long nowMillis) {
        Tier tier = group.root;
        Placement.Rule rule = Placement.Rule.SHARE;
        while (!tier.branch()) {
            boolean overdue = tier != group.root && due(tier, nowMillis);
            rule = overdue ? Placement.Rule.WAITED_LONGEST : rule;
            tier = overdue ? tier.eldest() : tier.leastUsed();
        }
        return new Pick(group, tier, rule);
    }

    private static Tier eldest(Tier root) {
        Tier tier = root;
        while (!tier.branch()) {
            tier = tier.eldest();
        }
        return tier;
    }

    /** For a slow machine, when the queue runs dry: one that is done there in time, of the same kind. */
    Pick shortest(Group group) {
        Tier tier = group.root;
        while (!tier.branch()) {
            tier = tier.shortestChild();
        }
        return new Pick(group, tier, Placement.Rule.SHORT_ON_SLOW);
    }

    private static Tier longest(Tier root) {
        Tier tier = root;
        while (!tier.branch()) {
            tier = tier.longestChild();
        }
        return tier;
    }

    /** Notes who was passed over by it; before the build leaves its branch. */
    void started(Pick pick, Seat seat, long nowMillis) {
        boolean waiting = false;
        for (Group group : groups) {
            if (!group.waits() || !impatient(group.root, nowMillis)) {
                continue;
            }
            waiting |= group.key.lane() == Lane.BATCH;
            if (group.key.lane() == pick.group().key.lane() && group != pick.group() && seat.admits(group.key)) {
                group.root.pass(pick.entry());
            }
        }
        boolean root = pick.rule() == Placement.Rule.WAITED_LONGEST && due(pick.group().root, nowMillis);
        others.put(
                pick.group().key.lane(),
                root ? 0 : others.getOrDefault(pick.group().key.lane(), policy.turns()) + 1);
        if (pick.group().key.lane() == Lane.BATCH) {
            interactive = 0;
        } else if (waiting) {
            interactive++;
        }
        Tier child = pick.branch();
        for (Tier tier = child.parent(); tier != null; tier = tier.parent()) {
            boolean passed = impatient(tier, nowMillis) && tier.eldest() != child;
            if (passed) {
                tier.pass(pick.entry());
            } else {
                tier.letGo();
            }
            child = tier;
        }
    }

    Turns turns() {
        var passes = new HashMap<String, Double>();
        groups.forEach(group -> note(group.root, group.root.key, passes));
        return new Turns(interactive, passes);
    }

    private static void note(Tier tier, String path, Map<String, Double> passes) {
        if (tier.passed() > 0) {
            passes.put(path, tier.passed());
        }
        for (Tier child : tier.inShareOrder()) {
            if (!child.branch()) {
                note(child, path + "|" + child.key, passes);
            }
        }
    }
}
