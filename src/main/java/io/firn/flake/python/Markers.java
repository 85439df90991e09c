package io.firn.flake.python;

import io.firn.detect.python.Pep440;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Environment markers of PEP 508 ({@code python_version < "3.8" and sys_platform == "linux"}), for CPython on x86_64 Linux. */
final class Markers {
    private static final Pattern TOKEN =
            Pattern.compile("\\s*(?:(\\(|\\))|(===|==|~=|!=|<=|>=|<|>)|\"([^\"]*)\"|'([^']*)'|([A-Za-z_.]+))");

    private final List<String> tokens = new ArrayList<>();
    private final String python;
    private int next;

    private Markers(String python) {
        this.python = python;
    }

    /** Whether a requirement with this marker counts; a marker that is not understood counts as true, like no marker. */
    static boolean apply(String marker, String pythonVersion) {
        var markers = new Markers(pythonVersion);
        if (marker.length() > 2000 || !markers.tokenise(marker)) {
            return true;
        }
        try {
            boolean value = markers.any();
            return markers.next == markers.tokens.size() ? value : true;
        } catch (IndexOutOfBoundsException e) {
            return true;
        }
    }

    private boolean tokenise(String text) {
        Matcher matcher = TOKEN.matcher(text);
        int at = 0;
        while (at < text.length() && !text.substring(at).isBlank()) {
            if (!matcher.find(at) || matcher.start() != at) {
                return false;
            }
            at = matcher.end();
            String quoted = matcher.group(3) != null ? matcher.group(3) : matcher.group(4);
            tokens.add(quoted != null ? "=" + quoted : matcher.group().strip());
        }
        return true;
    }

    private boolean any() {
        boolean value = all();
        while (peek("or")) {
            next++;
            value |= all();
        }
        return value;
    }

    private boolean all() {
        boolean value = one();
        while (peek("and")) {
            next++;
            value &= one();
        }
        return value;
    }

    private boolean one() {
        if (peek("(")) {
            next++;
            boolean value = any();
            next++;
            return value;
        }
        String left = tokens.get(next++);
        String operator = tokens.get(next++);
        if (operator.equals("not")) {
            operator = "not " + tokens.get(next++);
        }
        return compare(left, operator, tokens.get(next++));
    }

    private boolean compare(String left, String operator, String right) {
        String a = value(left);
        String b = value(right);
        boolean version = left.contains("version") || right.contains("version");
        return switch (operator) {
            case "in" -> b.contains(a);
            case "not in" -> !b.contains(a);
            default ->
                (version && Pep440.parse(a).isPresent())
                        ? Pep440.satisfies(a, operator + b)
                        : switch (operator) {
                            case "==", "===" -> a.equals(b);
                            case "!=" -> !a.equals(b);
                            case "<" -> a.compareTo(b) < 0;
                            case "<=" -> a.compareTo(b) <= 0;
                            case ">" -> a.compareTo(b) > 0;
                            default -> a.compareTo(b) >= 0;
                        };
        };
    }

    private String value(String token) {
        if (token.startsWith("=") && !token.equals("==") && !token.equals("===")) {
            return token.substring(1);
        }
        String[] parts = python.split("\\.", -1);
        return switch (token) {
            case "python_version" -> parts.length > 1 ? parts[0] + "." + parts[1] : python;
            case "python_full_version", "implementation_version" -> python;
            case "sys_platform", "sys.platform" -> "linux";
            case "platform_system" -> "Linux";
            case "os_name", "os.name" -> "posix";
            case "platform_machine", "platform.machine" -> "x86_64";
            case "implementation_name" -> "cpython";
            case "platform_python_implementation", "python_implementation" -> "CPython";
            default -> "";
        };
    }

    private boolean peek(String token) {
        return next < tokens.size() && tokens.get(next).equals(token);
    }
}
