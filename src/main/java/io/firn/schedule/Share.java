package io.firn.schedule;

import java.util.ArrayList;
import java.util.List;

/** What an org, an app or a branch has used, and all places in the trees that are ordered by it. */
final class Share {
    private final double weight;
    private final List<Tier> tiers = new ArrayList<>();
    private double used;

    Share(double used, double weight) {
        this.used = Math.max(0, used);
        this.weight = weight;
    }

    double weighted() {
        return used / weight;
    }

    /** Adds, or takes back what was added too much, and puts every place in its new order. */
    void charge(double seconds) {
        tiers.forEach(Tier::leaveShareOrder);
        used = Math.max(0, used + seconds);
        tiers.forEach(Tier::joinShareOrder);
    }

    void add(Tier tier) {
        tiers.add(tier);
    }

    void remove(Tier tier) {
        tiers.remove(tier);
    }
}
