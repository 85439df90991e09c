package io.firn.deploy;

import java.time.Duration;
import java.util.Optional;

/**
 * How the health of an app is judged.
 *
 * @param path path that has to answer 2xx or 3xx; without it {@code /health} where that is there, else {@code /}
 * @param interval time between checks of what runs
 * @param tries failures in a row after which an instance gets no more traffic
 * @param startInterval time between checks of what starts
 * @param startGrace how long a start may take
 * @param timeout how long one check may take
 * @param settle how long a process without a port has to stay up to count as started
 */
public record HealthSettings(
        Optional<String> path,
        Duration interval,
        int tries,
        Duration startInterval,
        Duration startGrace,
        Duration timeout,
        Duration settle) {

    /** What holds where an app says nothing else. */
    public static HealthSettings standard() {
        return new HealthSettings(
                Optional.empty(),
                Duration.ofSeconds(30),
                3,
                Duration.ofSeconds(1),
                Duration.ofSeconds(60),
                Duration.ofSeconds(5),
                Duration.ofSeconds(3));
    }

    /** The same with another path. */
    public HealthSettings withPath(Optional<String> other) {
        return new HealthSettings(other, interval, tries, startInterval, startGrace, timeout, settle);
    }

    /** The same with another time to start in. */
    public HealthSettings withStartGrace(Duration other) {
        return new HealthSettings(path, interval, tries, startInterval, other, timeout, settle);
    }
}
