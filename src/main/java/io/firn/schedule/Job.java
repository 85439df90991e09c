package io.firn.schedule;

import java.time.Instant;
import java.util.Collections;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;

/**
 * A build that waits for a machine.
 *
 * @param id the same build always has the same
 * @param priority from -10 to 10; higher goes first among the apps and branches of one org, never before another org
 * @param system {@code x86_64-linux}
 * @param features what the machine must have
 * @param memoryAtLeast bytes that it is known to need, as after running out of memory; 0 where nothing is known
 * @param avoid machines that it was lost on: taken only where there is no other
 */
public record Job(
        UUID id,
        Owner owner,
        Lane lane,
        int priority,
        Instant queuedAt,
        String system,
        SortedSet<String> features,
        long memoryAtLeast,
        Set<UUID> avoid) {
    /** The furthest that a priority goes from 0. */
    public static final int HIGHEST = 10;

    public Job {
        if (Math.abs(priority) > HIGHEST || memoryAtLeast < 0) {
            throw new IllegalArgumentException("priority " + priority + ", memory " + memoryAtLeast);
        }
        features = Collections.unmodifiableSortedSet(new TreeSet<>(features));
        avoid = Set.copyOf(avoid);
    }
}
