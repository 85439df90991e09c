package io.firn.cli;

import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Bytes as people say them. */
final class Sizes {
    private static final Pattern TEXT = Pattern.compile("(\\d{1,12})\\s*([KMGT]?)(i?B)?", Pattern.CASE_INSENSITIVE);

    private Sizes() {}

    static String text(long bytes) {
        if (bytes < 1024) {
            return bytes + " B";
        }
        double value = bytes;
        int unit = -1;
        while (value >= 1024 && unit < 3) {
            value /= 1024;
            unit++;
        }
        return String.format(Locale.ROOT, "%.1f %siB", value, "KMGT".charAt(unit));
    }

    /** {@code 20G}; units are powers of 1024. */
    static long parse(String text) {
        Matcher matcher = TEXT.matcher(text.strip());
        if (!matcher.matches()) {
            throw Fault.of(
                    FaultCode.INVALID,
                    "Could not read the size '" + text + "': it is not a number with a unit.",
                    "Write it like 500M, 20G or 1T.");
        }
        int power = " KMGT"
                .indexOf(
                        matcher.group(2).isEmpty()
                                ? ' '
                                : matcher.group(2).toUpperCase(Locale.ROOT).charAt(0));
        return Math.multiplyExact(Long.parseLong(matcher.group(1)), 1L << (10 * power));
    }
}
