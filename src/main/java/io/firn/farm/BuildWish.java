package io.firn.farm;

import io.firn.schedule.Job;
import io.firn.schedule.Lane;
import io.firn.schedule.Owner;
import java.time.Instant;
import java.util.Set;
import java.util.SortedSet;
import java.util.UUID;

/**
 * An attempt of a build that wants a slot.
 *
 * @param attempt from 1
 * @param system {@code x86_64-linux}
 * @param features what the builder must have
 * @param memoryAtLeast bytes that it is known to need; 0 where nothing is known
 * @param queuedAt when the build was asked for: later attempts keep their place
 */
public record BuildWish(
        UUID buildId,
        int attempt,
        Owner owner,
        Lane lane,
        int priority,
        String system,
        SortedSet<String> features,
        long memoryAtLeast,
        Instant queuedAt) {

    Job job(Set<UUID> lostOn) {
        return new Job(buildId, owner, lane, priority, queuedAt, system, features, memoryAtLeast, lostOn);
    }
}
