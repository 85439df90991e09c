package io.firn.route;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A DNS host name, in lower case.
 *
 * @param value without port and without a dot at the end
 */
public record HostName(String value) {
    private static final Pattern NAME =
            Pattern.compile("(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*");

    public HostName {
        value = value.toLowerCase(Locale.ROOT);
        if (!NAME.matcher(value).matches()) {
            throw new IllegalArgumentException("not a host name: '" + value + "'");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
