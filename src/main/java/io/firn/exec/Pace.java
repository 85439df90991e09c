package io.firn.exec;

import java.time.Duration;

/**
 * What a transfer has to move at least. A connection may live, as TCP and SSH see it, and yet carry next to nothing; time that
 * our own side takes does not count. A program that was sent all of its input has the same time again to end: one that waits
 * for a lock which a vanished connection still holds would otherwise be waited for as long as the whole transfer may take.
 *
 * @param flow which way is watched
 * @param bytesPerSecond the least that is borne
 * @param over for how long it is borne
 */
public record Pace(Flow flow, long bytesPerSecond, Duration over) {
    /** Which way the bytes go. */
    public enum Flow {
        /** From us to the program's standard input, until all of it was sent. */
        IN,
        /** From the program's standard output to us, until its end. */
        OUT
    }

    /** A closure that goes to a machine: at least 1 KiB a second over a minute. */
    public static final Pace SENDING = new Pace(Flow.IN, 1024, Duration.ofMinutes(1));

    /** A closure that comes from a machine: at least 1 KiB a second over a minute. */
    public static final Pace TAKING = new Pace(Flow.OUT, 1024, Duration.ofMinutes(1));

    /** For people. */
    @Override
    public String toString() {
        return bytesPerSecond + " bytes a second over " + Messages.seconds(over);
    }
}
