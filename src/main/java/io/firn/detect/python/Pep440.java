package io.firn.detect.python;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A Python version by PEP 440, with its order, and the specifiers that choose among versions. Local parts ({@code +cu118}) take
 * no part in the order.
 */
public final class Pep440 implements Comparable<Pep440> {
    private static final Pattern FORM = Pattern.compile("v?(?:(\\d{1,9})!)?(\\d{1,9}(?:\\.\\d{1,9}){0,20})"
            + "(?:[-_.]?(a|b|c|rc|alpha|beta|pre|preview)[-_.]?(\\d{0,9}))?"
            + "(?:(?:[-_.]?(?:post|rev|r)[-_.]?(\\d{0,9}))|-(\\d{1,9}))?"
            + "(?:[-_.]?(dev)[-_.]?(\\d{0,9}))?"
            + "(?:\\+[a-z0-9]+(?:[-_.][a-z0-9]+)*)?");
    private static final Pattern CLAUSE = Pattern.compile("(===|==|~=|!=|<=|>=|<|>)\\s*([^\\s,;]+)");
    private static final int FINAL = 3;

    private final long epoch;
    private final List<Long> release;
    private final int phase; // -1 a bare dev release, 0 alpha, 1 beta, 2 candidate, 3 final
    private final long preNumber;
    private final long post; // -1 none
    private final long dev; // Long.MAX_VALUE none

    private Pep440(long epoch, List<Long> release, int phase, long preNumber, long post, long dev) {
        this.epoch = epoch;
        this.release = release;
        this.phase = phase;
        this.preNumber = preNumber;
        this.post = post;
        this.dev = dev;
    }

    /** Reads a version; empty where it is none. */
    public static Optional<Pep440> parse(String text) {
        Matcher m = FORM.matcher(text.strip().toLowerCase(Locale.ROOT));
        if (!m.matches()) {
            return Optional.empty();
        }
        var release = new ArrayList<Long>();
        for (String part : m.group(2).split("\\.", -1)) {
            release.add(Long.parseLong(part));
        }
        while (release.size() > 1 && release.getLast() == 0) {
            release.removeLast();
        }
        boolean isPost = m.group(5) != null || m.group(6) != null;
        long post = isPost ? number(m.group(5) != null ? m.group(5) : m.group(6)) : -1;
        boolean isDev = m.group(7) != null;
        int phase = m.group(3) == null ? (isDev && !isPost ? -1 : FINAL) : phase(m.group(3));
        long dev = isDev ? number(m.group(8)) : Long.MAX_VALUE;
        return Optional.of(new Pep440(number(m.group(1)), release, phase, number(m.group(4)), post, dev));
    }

    /** Whether a version fits all clauses of a specifier such as {@code >=3.2,<5}; a clause that is none fits nothing. */
    public static boolean satisfies(String version, String specifier) {
        Optional<Pep440> candidate = parse(version);
        if (candidate.isEmpty() || specifier.length() > 1000) {
            return false;
        }
        for (String clause : specifier.split(",", -1)) {
            if (clause.isBlank()) {
                continue;
            }
            Matcher m = CLAUSE.matcher(clause.strip());
            if (!m.matches() || !candidate.get().fits(m.group(1), m.group(2), version)) {
                return false;
            }
        }
        return true;
    }

    /** Whether this is an alpha, a beta, a candidate or a development version. */
    public boolean isPreview() {
        return phase != FINAL || dev != Long.MAX_VALUE;
    }

    private boolean fits(String operator, String operand, String text) {
        if (operator.equals("===")) {
            return text.equals(operand);
        }
        boolean wildcard = operand.endsWith(".*");
        Optional<Pep440> other = parse(wildcard ? operand.substring(0, operand.length() - 2) : operand);
        if (other.isEmpty()) {
            return false;
        }
        Pep440 that = other.get();
        int parts = operand.replaceFirst("^v?(?:\\d+!)?", "")
                .replaceFirst("\\.\\*$", "")
                .split("[^0-9.]", 2)[0]
                .split("\\.", -1)
                .length;
        return switch (operator) {
            case "==" -> wildcard ? startsLike(that, parts) : compareTo(that) == 0;
            case "!=" -> wildcard ? !startsLike(that, parts) : compareTo(that) != 0;
            case "~=" -> parts > 1 && compareTo(that) >= 0 && startsLike(that, parts - 1);
            case "<=" -> compareTo(that) <= 0;
            case ">=" -> compareTo(that) >= 0;
            case "<" -> compareTo(that) < 0 && !(isPreview() && !that.isPreview() && startsLike(that, 20));
            case ">" -> compareTo(that) > 0 && !(post >= 0 && that.post < 0 && startsLike(that, 20));
            default -> false;
        };
    }

    private boolean startsLike(Pep440 that, int parts) {
        if (epoch != that.epoch) {
            return false;
        }
        for (int n = 0; n < parts; n++) {
            if (part(n) != that.part(n)) {
                return false;
            }
        }
        return true;
    }

    private long part(int n) {
        return n < release.size() ? release.get(n) : 0;
    }

    private static long number(String text) {
        return text == null || text.isEmpty() ? 0 : Long.parseLong(text);
    }

    private static int phase(String word) {
        return switch (word) {
            case "a", "alpha" -> 0;
            case "b", "beta" -> 1;
            default -> 2;
        };
    }

    @Override
    public int compareTo(Pep440 that) {
        if (epoch != that.epoch) {
            return Long.compare(epoch, that.epoch);
        }
        for (int n = 0; n < Math.max(release.size(), that.release.size()); n++) {
            if (part(n) != that.part(n)) {
                return Long.compare(part(n), that.part(n));
            }
        }
        if (phase != that.phase) {
            return Integer.compare(phase, that.phase);
        }
        if (preNumber != that.preNumber) {
            return Long.compare(preNumber, that.preNumber);
        }
        return post != that.post ? Long.compare(post, that.post) : Long.compare(dev, that.dev);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Pep440 that && compareTo(that) == 0;
    }

    @Override
    public int hashCode() {
        return release.hashCode();
    }
}
