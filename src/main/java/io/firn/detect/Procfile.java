package io.firn.detect;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Heroku's Procfile: one {@code <process type>: <command>} a line. */
public final class Procfile {
    /** The file. */
    public static final String FILE = "Procfile";

    private static final Pattern LINE = Pattern.compile("\\s*([A-Za-z0-9][A-Za-z0-9_-]{0,62})\\s*:\\s*(\\S.*?)\\s*");

    private Procfile() {}

    /** Process types with their commands, in the file's order; a broken line is refused. */
    public static Map<String, String> read(Findings findings) {
        var processes = new LinkedHashMap<String, String>();
        int number = 0;
        for (String line : findings.text(FILE).orElse("").lines().toList()) {
            number++;
            if (line.isBlank() || line.strip().startsWith("#")) {
                continue;
            }
            Matcher matcher = LINE.matcher(line);
            if (!matcher.matches()) {
                throw findings.refuse(
                        "line " + number + " of the Procfile is not \"<process type>: <command>\"",
                        "Write one line for each process type, for instance \"web: npm start\".");
            }
            processes.put(matcher.group(1), matcher.group(2));
        }
        return processes;
    }

    /** The command of the web process, or an empty text; for the choice between stacks, which never fails on it. */
    public static String web(String text) {
        return text.lines()
                .map(LINE::matcher)
                .filter(matcher -> matcher.matches() && "web".equals(matcher.group(1)))
                .map(matcher -> matcher.group(2))
                .findFirst()
                .orElse("");
    }
}
