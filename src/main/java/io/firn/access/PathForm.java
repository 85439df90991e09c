package io.firn.access;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What the paths of a route look like, read from a template as JAX-RS writes it: {@code /a/{b}/{c: .+}}. A path's fixed parts are
 * looked for before the expression runs: most paths are none of a route's, and every request asks several routes.
 */
public final class PathForm {
    private final List<String> fixed;
    private final Pattern whole;

    private PathForm(List<String> fixed, Pattern whole) {
        this.fixed = List.copyOf(fixed);
        this.whole = whole;
    }

    /** Reads a template; a parameter without an expression takes one segment. */
    public static PathForm of(String template) {
        var fixed = new ArrayList<String>();
        var expression = new StringBuilder();
        int at = 0;
        while (at < template.length()) {
            int open = template.indexOf('{', at);
            String part = template.substring(at, open < 0 ? template.length() : open);
            if (!part.isEmpty()) {
                fixed.add(part);
                expression.append(Pattern.quote(part));
            }
            if (open < 0) {
                break;
            }
            int end = end(template, open);
            String parameter = template.substring(open + 1, end - 1);
            int colon = parameter.indexOf(':');
            expression.append(
                    colon < 0 ? "[^/]+" : "(?:" + parameter.substring(colon + 1).strip() + ")");
            at = end;
        }
        return new PathForm(fixed, Pattern.compile(expression + "/?"));
    }

    /** Where the parameter that begins at {@code open} ends; its expression may hold braces of its own. */
    private static int end(String template, int open) {
        int depth = 1;
        int end = open + 1;
        while (depth > 0) {
            char inner = template.charAt(end++);
            depth += inner == '{' ? 1 : inner == '}' ? -1 : 0;
        }
        return end;
    }

    /** Whether a path is of this form; a trailing slash is let pass, as JAX-RS does. */
    public boolean takes(String path) {
        int from = 0;
        for (String part : fixed) {
            int at = from == 0 ? (path.startsWith(part) ? 0 : -1) : path.indexOf(part, from);
            if (at < 0) {
                return false;
            }
            from = at + part.length();
        }
        return whole.matcher(path).matches();
    }
}
