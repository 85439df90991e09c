package io.firn.node;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which alerts of a node are up. One is raised when three answers in a row are over its threshold, and cleared when one is
 * five points below it: a value that plays about the threshold raises one alert, not fifty. Pure; kept with the node's row.
 */
final class AlertBook {
    /** Answers in a row that raise an alert. */
    static final int ANSWERS = 3;

    private static final double SLACK = 0.05;

    private final Map<AlertKind, Integer> seen = new EnumMap<>(AlertKind.class);

    /** Shares, 0 to 1, above which an alert is due. */
    record Thresholds(double cpu, double memory, double disk, double capacity) {
        double of(AlertKind kind) {
            return switch (kind) {
                case CPU -> cpu;
                case MEMORY -> memory;
                case DISK -> disk;
                case CAPACITY -> capacity;
            };
        }
    }

    /**
     * An alert that was raised or cleared.
     *
     * @param value share that was seen, 0 to 1
     */
    record Change(AlertKind kind, boolean up, double value, double threshold) {}

    AlertBook(Map<String, String> entries) {
        for (AlertKind kind : AlertKind.values()) {
            String count = entries.get(kind.label());
            if (count != null) {
                seen.put(kind, Integer.parseInt(count));
            }
        }
    }

    /** For the node's row. */
    Map<String, String> entries() {
        var entries = new TreeMap<String, String>();
        seen.forEach((kind, count) -> entries.put(kind.label(), String.valueOf(count)));
        return entries;
    }

    /** Alerts that are up. */
    Set<AlertKind> up() {
        var up = new TreeSet<AlertKind>();
        seen.forEach((kind, count) -> {
            if (count >= ANSWERS) {
                up.add(kind);
            }
        });
        return up;
    }

    /** Takes in an answer; what changed by it. */
    List<Change> see(Thresholds thresholds, Vitals vitals, NodeTraits traits) {
        var changes = new ArrayList<Change>();
        for (AlertKind kind : AlertKind.values()) {
            double threshold = thresholds.of(kind);
            double value = value(kind, vitals, traits);
            int before = seen.getOrDefault(kind, 0);
            int after = next(before, value, threshold, kind == AlertKind.CAPACITY);
            if (after == 0) {
                seen.remove(kind);
            } else {
                seen.put(kind, after);
            }
            if (before < ANSWERS != after < ANSWERS) {
                changes.add(new Change(kind, after >= ANSWERS, value, threshold));
            }
        }
        return changes;
    }

    private static int next(int before, double value, double threshold, boolean atThresholdToo) {
        boolean over = value > threshold || (atThresholdToo && value == threshold);
        if (before >= ANSWERS) {
            return value < threshold - SLACK ? 0 : before;
        }
        return over ? before + 1 : 0;
    }

    private static double value(AlertKind kind, Vitals vitals, NodeTraits traits) {
        return switch (kind) {
            case CPU -> vitals.cpuBusy();
            case MEMORY -> vitals.memoryUsed();
            case DISK -> vitals.diskUsed();
            case CAPACITY -> Math.max(slotsUsed(vitals, traits), memoryOfLimit(vitals, traits));
        };
    }

    private static double slotsUsed(Vitals vitals, NodeTraits traits) {
        return traits.usableSlots() == 0 ? 0 : (double) vitals.builds() / traits.usableSlots();
    }

    private static double memoryOfLimit(Vitals vitals, NodeTraits traits) {
        long used = vitals.memoryTotal() - vitals.memoryAvailable();
        return traits.memoryLimit().map(limit -> (double) used / limit).orElse(0.0);
    }
}
