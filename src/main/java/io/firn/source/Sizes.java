package io.firn.source;

import java.util.Locale;

/** Numbers of bytes as people read them. */
final class Sizes {
    private Sizes() {}

    static String text(long bytes) {
        if (bytes < 10_000) {
            return bytes + " bytes";
        }
        double amount = bytes / 1024.0;
        for (String unit : new String[] {"KiB", "MiB"}) {
            if (amount < 1024) {
                return String.format(Locale.ROOT, amount < 10 ? "%.1f %s" : "%.0f %s", amount, unit);
            }
            amount /= 1024;
        }
        return String.format(Locale.ROOT, amount < 10 ? "%.1f GiB" : "%.0f GiB", amount);
    }
}
