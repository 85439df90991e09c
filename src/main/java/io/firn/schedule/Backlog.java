package io.firn.schedule;

import java.util.Map;
import java.util.TreeMap;

/**
 * What waits for the machines of one system: seconds of work by how long each build may take at worst, in steps of a quarter of a
 * doubling. A long build must begin while enough shorter work is left to fill the machines until it ends; begun after that, it
 * would run alone and hold up the end.
 */
final class Backlog {
    /** A build is begun early enough that it would not hold up the end by more than a little, on a slow machine either. */
    private static final double MARGIN = 1.5;

    /** Shares are kept until the end of the queue is as near as this many times what must be left when a build begins. */
    private static final double NEAR = 3;

    private static final int STEPS_PER_DOUBLING = 4;
    private static final double NOTHING = 1e-6;

    private final TreeMap<Integer, Double> work = new TreeMap<>();
    private double sum;

    void add(Entry entry) {
        work.merge(step(entry.atMost()), entry.seconds(), Double::sum);
        sum += entry.seconds();
    }

    void remove(Entry entry) {
        work.computeIfPresent(step(entry.atMost()), (step, seconds) -> {
            double left = seconds - entry.seconds();
            return left < NOTHING ? null : left;
        });
        sum -= entry.seconds();
    }

    /** Seconds that the longest takes at worst, rounded up to a step; 0 where there is none. */
    double longest() {
        return work.isEmpty() ? 0 : Math.pow(2, (work.lastKey() + 1.0) / STEPS_PER_DOUBLING);
    }

    /** Seconds of work in all. */
    double sum() {
        return sum;
    }

    /**
     * Whether a build must begin now that may take longer than this.
     *
     * @param running seconds of work that is left of what runs
     * @param capacity seconds of work that the machines do in a second
     */
    boolean longerMustBegin(double than, double running, double capacity) {
        double all = running + sum;
        double shorter = running;
        for (Map.Entry<Integer, Double> step : work.entrySet()) {
            double length = Math.pow(2, (double) step.getKey() / STEPS_PER_DOUBLING);
            double enough = MARGIN * length * capacity;
            if (length > than && shorter <= enough && all <= NEAR * enough) {
                return true;
            }
            shorter += step.getValue();
        }
        return false;
    }

    private static int step(double atMost) {
        return (int) Math.floor(STEPS_PER_DOUBLING * Math.log(atMost) / Math.log(2));
    }
}
