package io.firn.exec;

import java.time.Duration;

/**
 * How patient an SSH connection is.
 *
 * @param connect limit for reaching and authenticating
 * @param alive after this long without a byte the peer is asked whether it lives
 * @param silence after this long without an answer the connection is given up
 * @param idle an unused extra connection is closed after this
 */
public record SshTimings(Duration connect, Duration alive, Duration silence, Duration idle) {
    /** 10 s to connect, asked every 5 s, given up after 15 s, extra connections kept for a minute. */
    public static final SshTimings DEFAULT = new SshTimings(
            Duration.ofSeconds(10), Duration.ofSeconds(5), Duration.ofSeconds(15), Duration.ofMinutes(1));
}
