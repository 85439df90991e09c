package io.firn.source;

/** Names and texts of others, as a message may show them. */
final class Shown {
    private static final int LONGEST = 160;

    private Shown() {}

    /** Cut, and without characters that could repaint a terminal. */
    static String name(String text) {
        StringBuilder clean = new StringBuilder();
        text.codePoints()
                .limit(LONGEST)
                .map(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT ? '?' : c)
                .forEach(clean::appendCodePoint);
        return text.length() <= LONGEST ? clean.toString() : clean + "…";
    }
}
