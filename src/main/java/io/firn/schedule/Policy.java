package io.firn.schedule;

import java.time.Duration;

/**
 * The rules' numbers.
 *
 * @param goal what the farm is for
 * @param patience a build that has waited longer has a claim to an n-th of what is started, whatever the shares say
 * @param turns that n
 * @param interactiveTurns deploys that may be started one after the other while an impatient other build waits
 * @param priorityStep what a step of priority is worth in waiting
 * @param halfLife after which half of what was used is forgotten
 * @param unknownSeconds taken for an app without history
 * @param unknownMemory bytes taken for an app without history
 * @param disk bytes that must be free for any build
 */
public record Policy(
        Goal goal,
        Duration patience,
        int turns,
        int interactiveTurns,
        Duration priorityStep,
        Duration halfLife,
        double unknownSeconds,
        long unknownMemory,
        long disk) {
    /** Shares, ten minutes of patience, a 4th of the farm, every 8th deploy, four hours of memory. */
    public static final Policy DEFAULT = new Policy(
            Goal.SHARES,
            Duration.ofMinutes(10),
            4,
            8,
            Duration.ofMinutes(5),
            Duration.ofHours(4),
            60,
            1L << 30,
            2L << 30);

    /** The same numbers for another goal. */
    public Policy with(Goal other) {
        return new Policy(
                other, patience, turns, interactiveTurns, priorityStep, halfLife, unknownSeconds, unknownMemory, disk);
    }

    public Policy {
        if (turns < 2 || interactiveTurns < 2) {
            throw new IllegalArgumentException("a turn of less than 2 would leave nothing to the shares");
        }
    }
}
