package io.firn.detect;

/**
 * What a file of the repository asks of a tool.
 *
 * @param version as it stands there: a version, a part of one, a range, or a word such as {@code lts}
 * @param file where it stands
 * @param where the file and, for large ones, the field; for messages
 * @param range whether it limits ({@code engines}), rather than names what a developer runs ({@code .nvmrc}): an exact patch that
 *     is not on offer is refused in the first case, and becomes its release line's newest in the second
 */
public record Ask(String version, String file, String where, boolean range) {

    /** What a version file names. */
    public static Ask named(String version, String file) {
        return new Ask(version, file, file, false);
    }

    /** What a field limits. */
    public static Ask limit(String version, String file, String field) {
        return new Ask(version, file, field + " in " + file, true);
    }
}
