package io.firn.deploy;

import java.time.Instant;

/** Takes the lines of an app's output. */
@FunctionalInterface
public interface LogSink {

    /** Takes a line; {@code false} means that no more is wanted. Called by one thread at a time. */
    boolean accept(Line line);

    /** Whether lines are still wanted; asked every few seconds while there are none to hand over. */
    default boolean open() {
        return true;
    }

    /**
     * One line that an instance printed.
     *
     * @param at when
     * @param release release number
     * @param source {@code web.1}
     * @param stream where it was printed
     * @param text without line end
     */
    record Line(Instant at, int release, String source, Stream stream, String text) {
        /** Standard output or standard error. */
        public enum Stream {
            /** Standard output. */
            OUT,
            /** Standard error. */
            ERR
        }
    }
}
