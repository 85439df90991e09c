package io.firn.detect;

import java.util.Map;
import java.util.function.Predicate;

/**
 * A tool whose version a repository may ask for.
 *
 * @param name neutral name, as {@code versions.json} has it
 * @param label name for people
 * @param rule how its versions are compared
 * @param lineParts numbers that make a release line: 1 for Node.js (22), 2 for Python (3.11)
 * @param preferred which of several that fit to take first, where the standard one does not fit
 * @param words names that stand for a version or range, in lower case ({@code lts/iron} for {@code 20})
 */
public record VersionedTool(
        String name,
        String label,
        VersionRule rule,
        int lineParts,
        Predicate<String> preferred,
        Map<String, String> words) {

    /** One without preferences. */
    public static VersionedTool of(String name, String label, VersionRule rule, int lineParts) {
        return new VersionedTool(name, label, rule, lineParts, version -> true, Map.of());
    }

    /** The release line of a version: its first parts. */
    String line(String version) {
        String[] parts = version.split("\\.", -1);
        var line = new StringBuilder(parts[0]);
        for (int n = 1; n < Math.min(lineParts, parts.length); n++) {
            line.append('.').append(parts[n]);
        }
        return line.toString();
    }
}
