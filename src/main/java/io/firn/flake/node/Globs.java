package io.firn.flake.node;

/** The patterns of workspaces: {@code packages/*}, {@code apps/**}, {@code libs/{a,b}}; nothing more than stars and braces. */
final class Globs {
    private Globs() {}

    /** Without {@code ./} in front and slashes at the end. */
    static String plain(String pattern) {
        String plain = pattern.length() > 300 ? "" : pattern.strip();
        while (plain.startsWith("./")) {
            plain = plain.substring(2);
        }
        while (plain.endsWith("/")) {
            plain = plain.substring(0, plain.length() - 1);
        }
        return plain;
    }

    /** Whether a folder fits a pattern, part by part. */
    static boolean fits(String pattern, String folder) {
        int open = pattern.indexOf('{');
        int close = pattern.indexOf('}', open + 1);
        if (open >= 0 && close > open) {
            for (String choice : pattern.substring(open + 1, close).split(",", 50)) {
                if (fits(
                        pattern.substring(0, open)
                                + choice
                                + pattern.substring(close + 1).replace('{', '\0'),
                        folder)) {
                    return true;
                }
            }
            return false;
        }
        return parts(pattern.split("/", 30), folder.split("/", 60));
    }

    /** Row by row as for an edit distance: no pattern makes this slow. */
    private static boolean parts(String[] pattern, String[] folder) {
        boolean[] row = new boolean[folder.length + 1];
        row[0] = true;
        for (String part : pattern) {
            boolean[] next = new boolean[folder.length + 1];
            for (int i = 0; i <= folder.length; i++) {
                if (part.equals("**")) {
                    next[i] = row[i] || (i > 0 && next[i - 1]);
                } else if (i > 0) {
                    next[i] = row[i - 1] && part(part, folder[i - 1]);
                }
            }
            row = next;
        }
        return row[folder.length];
    }

    private static boolean part(String pattern, String name) {
        boolean[] row = new boolean[name.length() + 1];
        row[0] = true;
        for (int at = 0; at < pattern.length(); at++) {
            char c = pattern.charAt(at);
            boolean[] next = new boolean[name.length() + 1];
            for (int i = 0; i <= name.length(); i++) {
                if (c == '*') {
                    next[i] = row[i] || (i > 0 && next[i - 1]);
                } else if (i > 0) {
                    next[i] = row[i - 1] && name.charAt(i - 1) == c;
                }
            }
            row = next;
        }
        return row[name.length()];
    }
}
