package io.firn.deploy;

import java.time.Instant;

/**
 * What was last seen of an instance.
 *
 * @param instance as the target told
 * @param healthy whether it may get traffic
 * @param failures failed checks in a row
 * @param answer what the last check showed, for people
 * @param checkedAt when it was last checked
 */
public record Sighting(Instance instance, boolean healthy, int failures, String answer, Instant checkedAt) {

    /** The sighting after one more look. An instance that was healthy stays so until its tries are used up. */
    Sighting after(Instance now, Answer seen, HealthSettings settings, Instant at) {
        if (seen.healthy()) {
            return new Sighting(now, true, 0, seen.words(), at);
        }
        int failed = failures + 1;
        return new Sighting(now, healthy && failed < settings.tries(), failed, seen.words(), at);
    }

    /** The same sighting with what the target tells now. */
    Sighting now(Instance instance) {
        boolean runs = instance.state() == Instance.State.RUNNING;
        return new Sighting(instance, healthy && runs, failures, runs ? answer : instance.message(), checkedAt);
    }

    /** Whether it is time to look again. */
    boolean due(HealthSettings settings, Instant at) {
        var wait = healthy && failures == 0 ? settings.interval() : settings.startInterval();
        return !checkedAt.plus(wait).isAfter(at);
    }
}
