package io.firn.detect;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A range of versions made of numbers, as the package managers of Ruby, PHP and Poetry write them: alternatives, each of them
 * bounds that hold together. What stands after the numbers of a version (a patch level, a preview) is not looked at. A version of
 * fewer than three numbers is a release line on offer and stands for its newest member.
 */
public final class VersionRange {
    private static final int LONGEST = 500;
    private static final long NEWEST = 1_000_000;
    private static final Pattern NUMBERS = Pattern.compile("[vV]?(\\d{1,9}(?:\\.\\d{1,9}){0,5})(?:[^\\d.].{0,60})?");
    private static final Pattern CLAUSE = Pattern.compile(
            "(~>|~=|\\^|~|===|==|=|!=|<>|>=|<=|>|<)?\\s*[vV]?(\\d{1,9}(?:\\.(?:\\d{1,9}|[xX*])){0,5}|\\*|[xX])(?:\\.\\*)?"
                    + "(?:[-+@.][0-9A-Za-z.+@-]{1,40}|p\\d{1,9})?");

    /** One clause: {@code low} included, {@code high} not; inverted for "anything but". */
    private record Span(long[] low, long[] high, boolean inverted) {
        boolean holds(long[] version) {
            boolean inside = compare(version, low) >= 0 && compare(version, high) < 0;
            return inside != inverted;
        }
    }

    private final List<List<Span>> alternatives;

    private VersionRange(List<List<Span>> alternatives) {
        this.alternatives = alternatives;
    }

    /** Poetry's and PEP 440's: {@code ^3.10}, {@code ~3.11}, {@code >=3.9,<4.0}, {@code 3.11.*}, {@code ^3.8 || ^3.10}. */
    public static Optional<VersionRange> poetry(String text) {
        return parse(text, Dialect.POETRY);
    }

    /** Composer's: {@code ^8.2}, {@code ~8.1.2}, {@code >=8.1 <8.4}, {@code 8.*}, {@code 7.4 - 8.1}, {@code ^7.4|^8.0}. */
    public static Optional<VersionRange> composer(String text) {
        return parse(text, Dialect.COMPOSER);
    }

    /** RubyGems' requirements, all of which must hold: {@code ~> 3.2.0}, {@code >= 2.7, < 4}. */
    public static Optional<VersionRange> gem(String text) {
        return parse(text, Dialect.GEM);
    }

    /** Whether a version, or the newest of a release line, lies in the range. */
    public boolean contains(String version) {
        Optional<long[]> numbers = numbers(version);
        return numbers.isPresent()
                && alternatives.stream().anyMatch(spans -> spans.stream().allMatch(span -> span.holds(numbers.get())));
    }

    private enum Dialect {
        POETRY,
        COMPOSER,
        GEM
    }

    private static Optional<VersionRange> parse(String text, Dialect dialect) {
        if (text.isBlank() || text.length() > LONGEST) {
            return Optional.empty();
        }
        var alternatives = new ArrayList<List<Span>>();
        for (String alternative : dialect == Dialect.GEM ? new String[] {text} : text.split("\\|{1,2}", -1)) {
            Optional<List<Span>> spans = alternative(alternative, dialect);
            if (spans.isEmpty()) {
                return Optional.empty();
            }
            alternatives.add(spans.get());
        }
        return Optional.of(new VersionRange(alternatives));
    }

    private static Optional<List<Span>> alternative(String text, Dialect dialect) {
        var spans = new ArrayList<Span>();
        String rest = text.strip();
        if (dialect == Dialect.COMPOSER && rest.contains(" - ")) {
            String[] ends = rest.split("\\s-\\s", 2);
            rest = ">=" + ends[0].strip() + ",<=" + ends[1].strip()
                    + (ends[1].strip().matches("\\d+(\\.\\d+)?") ? ".*" : "");
        }
        Matcher clause = CLAUSE.matcher(rest);
        int at = 0;
        while (at < rest.length()) {
            if (!clause.find(at) || clause.start() != at) {
                return Optional.empty();
            }
            spans.add(span(clause, dialect));
            at = clause.end();
            int begin = at;
            while (at < rest.length() && (rest.charAt(at) == ',' || Character.isWhitespace(rest.charAt(at)))) {
                at++;
            }
            if (at == begin && at < rest.length()) {
                return Optional.empty();
            }
        }
        return spans.isEmpty() ? Optional.empty() : Optional.of(List.copyOf(spans));
    }

    private static Span span(Matcher clause, Dialect dialect) {
        String operator = clause.group(1) == null ? "" : clause.group(1);
        String operand = clause.group(2).replaceAll("\\.?[xX*].*", "");
        boolean wild = !operand.equals(clause.group(2)) || clause.group().endsWith(".*");
        if (operand.isEmpty()) {
            return new Span(new long[] {0}, new long[] {Long.MAX_VALUE}, false);
        }
        long[] at = split(operand);
        long[] all = {Long.MAX_VALUE};
        long[] none = {0};
        long[] next = bumped(at, at.length - 1);
        return switch (operator) {
            case "^" -> new Span(at, bumped(at, firstNonZero(at)), false);
            case "~>", "~=" -> new Span(at, bumped(at, Math.max(0, at.length - 2)), false);
            case "~" -> new Span(at, bumped(at, tilde(at, dialect)), false);
            case ">=" -> new Span(at, all, false);
            case ">" -> new Span(wild ? next : after(at), all, false);
            case "<" -> new Span(none, at, false);
            case "<=" -> new Span(none, wild ? next : after(at), false);
            case "!=", "<>" -> new Span(at, wild ? next : after(at), true);
            default -> new Span(at, wild ? next : after(at), false);
        };
    }

    /** Poetry keeps the minor version wherever one is given; Composer lets all but the last given number stand. */
    private static int tilde(long[] at, Dialect dialect) {
        return dialect == Dialect.COMPOSER ? Math.max(0, at.length - 2) : Math.min(1, at.length - 1);
    }

    private static int firstNonZero(long[] at) {
        for (int n = 0; n < at.length; n++) {
            if (at[n] != 0) {
                return n;
            }
        }
        return at.length - 1;
    }

    private static long[] bumped(long[] at, int place) {
        long[] next = Arrays.copyOf(at, place + 1);
        next[place]++;
        return next;
    }

    private static long[] after(long[] at) {
        long[] next = Arrays.copyOf(at, Math.max(at.length, 6) + 1);
        next[next.length - 1] = 1;
        return next;
    }

    private static Optional<long[]> numbers(String version) {
        Matcher matcher = NUMBERS.matcher(version.strip());
        if (!matcher.matches()) {
            return Optional.empty();
        }
        long[] parts = split(matcher.group(1));
        if (parts.length >= 3) {
            return Optional.of(parts);
        }
        long[] newest = Arrays.copyOf(parts, 3);
        Arrays.fill(newest, parts.length, 3, NEWEST);
        return Optional.of(newest);
    }

    private static long[] split(String numbers) {
        String[] parts = numbers.split("\\.", -1);
        long[] result = new long[parts.length];
        for (int n = 0; n < parts.length; n++) {
            result[n] = Long.parseLong(parts[n]);
        }
        return result;
    }

    private static int compare(long[] a, long[] b) {
        for (int n = 0; n < Math.max(a.length, b.length); n++) {
            int order = Long.compare(n < a.length ? a[n] : 0, n < b.length ? b[n] : 0);
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }
}
