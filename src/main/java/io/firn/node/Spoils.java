package io.firn.node;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The breaker's other count: attempts that a machine spoiled although it answers. Three with no good one between them, and it gets
 * no new work for a while; then one attempt decides, and each further bad one doubles the while. An attempt that ends
 * well begins a new count. Pure but for the lock.
 */
final class Spoils {
    private static final Duration LONGEST = Duration.ofHours(1);

    private int count;
    private Duration wait = Duration.ofMinutes(1);
    private Instant until = Instant.EPOCH;
    private String last = "";

    /**
     * It spoiled an attempt.
     *
     * @param why what it did, for people, to stand after a colon
     */
    synchronized void spoiled(Instant now, String why) {
        count++;
        last = why;
        if (count < Breaker.FAILURES) {
            return;
        }
        if (count > Breaker.FAILURES) {
            Duration twice = wait.multipliedBy(2);
            wait = twice.compareTo(LONGEST) < 0 ? twice : LONGEST;
        }
        until = now.plus(wait);
    }

    /** Why it gets no new work now. */
    synchronized Optional<String> refusal(Instant now) {
        return now.isBefore(until)
                ? Optional.of("it spoiled the last " + count + " builds: " + last)
                : Optional.empty();
    }
}
