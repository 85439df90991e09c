package io.firn.detect;

import java.util.regex.Pattern;

/** File names in the commands of a plan, which bash reads. */
public final class Shell {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./:@%+=,][A-Za-z0-9_./:@%+=,-]*");

    private Shell() {}

    /** A word as bash reads it back. */
    public static String quote(String word) {
        return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
