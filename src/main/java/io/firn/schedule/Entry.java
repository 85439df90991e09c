package io.firn.schedule;

import java.util.Comparator;

/** A waiting build with what was predicted of it. */
record Entry(Job job, Prediction prediction, long queuedAt, long age) {
    /** Builds of one branch in the order in which they were asked for. */
    static final Comparator<Entry> IN_ORDER = Comparator.comparingLong(Entry::queuedAt)
            .thenComparing(entry -> entry.job().id());

    /** @param policy says how much earlier a step of priority lets it seem to have come */
    static Entry of(Job job, Prediction prediction, Policy policy) {
        long queuedAt = job.queuedAt().toEpochMilli();
        return new Entry(
                job,
                prediction,
                queuedAt,
                queuedAt - job.priority() * policy.priorityStep().toMillis());
    }

    double atMost() {
        return prediction.atMost();
    }

    double seconds() {
        return prediction.seconds();
    }
}
