package io.firn.detect.golang;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The lines of a go.mod (or go.work) that matter here.
 *
 * @param module path of the module
 * @param goVersion least version of Go, as written
 * @param toolchain the Go that its developers use, as written without {@code go}
 * @param requires modules it needs, each with its version
 * @param aside paths of modules that others take the place of, and of those that only others need
 * @param uses folders of the modules of a workspace
 */
record GoMod(
        @Nullable String module,
        @Nullable String goVersion,
        @Nullable String toolchain,
        List<String> requires,
        List<String> aside,
        List<String> uses) {

    static GoMod parse(String text) {
        String module = null;
        String version = null;
        String toolchain = null;
        var requires = new ArrayList<String>();
        var aside = new ArrayList<String>();
        var uses = new ArrayList<String>();
        String block = "";
        for (String raw : text.lines().limit(50_000).toList()) {
            String line = raw.replaceFirst("//.*", "").strip();
            String[] words = (block.isEmpty() ? line : block + " " + line).split("\\s+", 2);
            String rest = words.length > 1 ? words[1].strip() : "";
            if (!block.isEmpty() && line.equals(")")) {
                block = "";
            } else if (block.isEmpty() && (rest.equals("(") || words[0].endsWith("("))) {
                block = words[0].replace("(", "");
            } else if (!rest.isEmpty()) {
                switch (words[0]) {
                    case "module" -> module = unquoted(rest);
                    case "go" -> version = rest;
                    case "toolchain" -> toolchain = rest.replaceFirst("^go(?=\\d)", "");
                    case "require" -> {
                        requires.add(rest);
                        if (raw.contains("// indirect")) {
                            aside.add(unquoted(rest.replaceFirst("\\s.*", "")));
                        }
                    }
                    case "replace" -> aside.add(unquoted(rest.replaceFirst("\\s.*", "")));
                    case "use" -> uses.add(unquoted(rest));
                    default -> {} // exclude, retract: the go command reads them
                }
            }
        }
        return new GoMod(module, version, toolchain, List.copyOf(requires), List.copyOf(aside), List.copyOf(uses));
    }

    /** The name that {@code go install} gives the program at the module's root. */
    Optional<String> base() {
        if (module == null) {
            return Optional.empty();
        }
        String[] parts = module.split("/", -1);
        String last = parts[parts.length - 1];
        boolean major = last.matches("v[2-9]\\d*") && parts.length > 1;
        return Optional.of(major ? parts[parts.length - 2] : last)
                .filter(name -> name.matches("[A-Za-z0-9][A-Za-z0-9._-]*"));
    }

    private static String unquoted(String text) {
        return text.replaceAll("^[\"`]|[\"`]$", "");
    }
}
