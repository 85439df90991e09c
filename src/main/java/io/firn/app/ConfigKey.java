package io.firn.app;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Which names a config var may have. */
final class ConfigKey {
    private static final Pattern FORM = Pattern.compile("[A-Z_][A-Z0-9_]{0,127}");
    private static final Set<String> RESERVED = Set.of(
            "PORT", "DYNO", "PS", "HOME", "PATH", "PWD", "SHELL", "USER", "HOSTNAME", "LD_PRELOAD", "LD_LIBRARY_PATH");

    private ConfigKey() {}

    /** What is wrong with the name, or empty. */
    static Optional<String> wrong(String key) {
        if (!FORM.matcher(key).matches()) {
            return Optional.of("must be 1 to 128 upper-case letters, digits or underscores and not begin with a digit");
        }
        if (RESERVED.contains(key) || key.startsWith("FIRN_")) {
            return Optional.of("is set by Firn itself and cannot be set here");
        }
        return Optional.empty();
    }
}
