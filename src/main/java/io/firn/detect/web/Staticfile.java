package io.firn.detect.web;

import io.firn.detect.Findings;
import io.firn.detect.Texts;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The Staticfile of the static buildpacks: what is served, and how.
 *
 * @param root the folder, where it names one
 * @param spa whether unknown paths get the first page
 * @param namesFallback whether it says so, either way
 */
public record Staticfile(@Nullable String root, boolean spa, boolean namesFallback) {
    /** The file. */
    public static final String FILE = "Staticfile";

    private static final Pattern SETTING = Pattern.compile("\\s*([a-z_]+)\\s*:\\s*[\"']?([^\"'#]*?)[\"']?\\s*(?:#.*)?");

    /** Reads it; empty where there is none, a fault where it leads out of the repository. */
    public static Optional<Staticfile> read(Findings findings) {
        Optional<String> text = findings.text(FILE);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        String root = null;
        boolean spa = false;
        boolean named = false;
        for (String line : text.get().lines().toList()) {
            Matcher setting = SETTING.matcher(line);
            if (!setting.matches()) {
                continue;
            }
            String value = setting.group(2).strip();
            switch (setting.group(1)) {
                case "root" -> root = value.isEmpty() ? null : clean(findings, value);
                case "pushstate" -> {
                    spa = value.equals("enabled");
                    named = true;
                }
                case "index_fallback" -> {
                    spa = value.equals("true");
                    named = true;
                }
                default -> {} // other settings concern other file servers
            }
        }
        return Optional.of(new Staticfile(root, spa, named));
    }

    private static String clean(Findings findings, String root) {
        String plain = root.replaceAll("^(?:\\./)+|/+$", "");
        if (plain.startsWith("/") || ("/" + plain + "/").contains("/../")) {
            throw findings.refuse(
                    "the Staticfile names the folder \"" + Texts.shown(root) + "\", which is not inside the repository",
                    "Correct \"root:\" in the Staticfile.");
        }
        return plain.isEmpty() ? "." : plain;
    }
}
