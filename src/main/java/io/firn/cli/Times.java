package io.firn.cli;

import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/** Times as people say them. */
final class Times {
    private Times() {}

    /** {@code 5 min ago}, from an ISO instant; the text itself where it is none. */
    static String ago(String instant) {
        try {
            return ago(Duration.between(Instant.parse(instant), Instant.now()));
        } catch (DateTimeException e) {
            return instant;
        }
    }

    static String ago(Duration age) {
        long seconds = Math.max(0, age.toSeconds());
        if (seconds < 60) {
            return seconds + " s ago";
        }
        if (seconds < 3600) {
            return seconds / 60 + " min ago";
        }
        return seconds < 172_800 ? seconds / 3600 + " h ago" : seconds / 86_400 + " days ago";
    }

    static String seconds(double seconds) {
        return String.format(Locale.ROOT, "%.1f s", seconds);
    }

    /** Reads {@code 30m}, {@code 12h} or {@code 30d}; a fault shows the example. */
    static Duration duration(String text, String example) {
        String upper = text.toUpperCase(Locale.ROOT);
        try {
            return Duration.parse(upper.endsWith("D") ? "P" + upper : "PT" + upper);
        } catch (DateTimeException e) {
            throw Fault.of(
                    FaultCode.INVALID,
                    "Could not read the time \"" + text + "\": it is no number with s, m, h or d.",
                    "Write for instance: " + example + ".");
        }
    }
}
