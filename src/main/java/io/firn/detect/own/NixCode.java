package io.firn.detect.own;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Nix code as far as it can be judged without evaluating it: its words, without comments and strings. Every look takes time in
 * proportion to the text.
 */
final class NixCode {
    private static final Pattern OUTPUT = Pattern.compile(
            "(?<![\\w.'-])(?:packages|apps|defaultPackage|defaultApp)(?![\\w'-])\\s*+(?:\\.|=(?!=))\\s*+");
    private static final Pattern INHERITED = Pattern.compile(
            "(?<![\\w.'-])inherit\\s++(?:(?!packages|apps)[\\w'-]++\\s++){0,50}+(?:packages|apps)(?![\\w'-])");
    /** A list of packages is what a development shell holds, not what a flake gives. */
    private static final Pattern LIST = Pattern.compile(
            "\\G(?:\\(\\s*+)?+(?:\\[|with\\b|(?:builtins|lib)\\s*+\\.\\s*+(?:attrValues|optionals?|concat))");

    private final String words;

    private NixCode(String words) {
        this.words = words;
    }

    /** Reads the text of a file. */
    static NixCode of(String text) {
        var words = new StringBuilder(text.length());
        int at = 0;
        while (at < text.length()) {
            int next = skipped(text, at);
            if (next > at) {
                words.append(' ');
                at = next;
            } else {
                words.append(text.charAt(at));
                at++;
            }
        }
        return new NixCode(words.toString());
    }

    /** Whether an output that can be run is written down here: packages or apps, other than the list of a shell. */
    boolean givesPackages() {
        Matcher output = OUTPUT.matcher(words);
        Matcher list = LIST.matcher(words);
        while (output.find()) {
            boolean set = words.charAt(endOfWords(output) - 1) == '.';
            if (set || !list.find(output.end())) {
                return true;
            }
        }
        return INHERITED.matcher(words).find();
    }

    /** Whether it looks something up on the machine that evaluates it, as {@code <nixpkgs>}, which nothing here may. */
    boolean looksUp() {
        return Pattern.compile("<[a-zA-Z0-9._+-]++(?:/[a-zA-Z0-9._+-]++)*+>")
                .matcher(words)
                .find();
    }

    private int endOfWords(Matcher match) {
        int end = match.end();
        while (Character.isWhitespace(words.charAt(end - 1))) {
            end--;
        }
        return end;
    }

    /** Where a comment or a string that begins here ends; here, where none does. */
    private static int skipped(String text, int at) {
        if (text.charAt(at) == '#') {
            return end(text, "\n", at);
        }
        if (text.startsWith("/*", at)) {
            return end(text, "*/", at + 2);
        }
        if (text.startsWith("''", at)) {
            return indented(text, at + 2);
        }
        return text.charAt(at) == '"' ? quoted(text, at + 1) : at;
    }

    private static int quoted(String text, int from) {
        int at = from;
        while (at < text.length() && text.charAt(at) != '"') {
            at += text.charAt(at) == '\\' ? 2 : 1;
        }
        return Math.min(at + 1, text.length());
    }

    /** In an indented string two quotes are escaped by a third, by a dollar sign or by a backslash after them. */
    private static int indented(String text, int from) {
        int at = from;
        while (at < text.length()) {
            at = text.indexOf("''", at);
            if (at < 0) {
                return text.length();
            }
            char after = at + 2 < text.length() ? text.charAt(at + 2) : ' ';
            if (after != '\'' && after != '$' && after != '\\') {
                return at + 2;
            }
            at += 3;
        }
        return text.length();
    }

    private static int end(String text, String mark, int from) {
        int found = text.indexOf(mark, from);
        return found < 0 ? text.length() : found + mark.length();
    }
}
