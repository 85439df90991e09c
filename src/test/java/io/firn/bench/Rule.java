package io.firn.bench;

import io.firn.schedule.Job;
import java.util.function.BiConsumer;

/** How the next build is chosen. */
interface Rule {
    /** What it is called in the table. */
    String name();

    /** A build came into the queue. */
    void queued(Job job);

    /** Gives away all that can be given now: the build and the number of its machine. */
    void decide(double now, BiConsumer<Job, Integer> given);

    /** A build's slot is free again. */
    void ended(Job job, int machine, double took, double now);
}
