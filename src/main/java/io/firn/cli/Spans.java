package io.firn.cli;

import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Lengths of time as people write them. */
final class Spans {
    private static final Pattern TEXT = Pattern.compile("(\\d{1,9})\\s*([smhdw])");

    private Spans() {}

    /** {@code 90s}, {@code 30m}, {@code 12h}, {@code 30d}, {@code 2w}. */
    static Duration parse(String text) {
        Matcher matcher = TEXT.matcher(text.strip().toLowerCase(Locale.ROOT));
        if (!matcher.matches()) {
            throw Fault.of(
                    FaultCode.INVALID,
                    "Could not read the time '" + text + "': it is not a number with a unit.",
                    "Write it like 30m, 12h or 30d.");
        }
        long count = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2).charAt(0)) {
            case 's' -> Duration.ofSeconds(count);
            case 'm' -> Duration.ofMinutes(count);
            case 'h' -> Duration.ofHours(count);
            case 'd' -> Duration.ofDays(count);
            default -> Duration.ofDays(7 * count);
        };
    }
}
