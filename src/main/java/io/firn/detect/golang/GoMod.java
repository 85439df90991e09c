package io.firn.detect.golang;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The lines of a go.mod that matter here.
 *
 * @param module path of the module
 * @param goVersion least version of Go, as written
 * @param requires modules it needs
 */
record GoMod(@Nullable String module, @Nullable String goVersion, List<String> requires) {

    static GoMod parse(String text) {
        String module = null;
        String version = null;
        var requires = new ArrayList<String>();
        boolean block = false;
        for (String raw : text.lines().toList()) {
            String line = raw.replaceFirst("//.*", "").strip();
            if (block) {
                if (line.equals(")")) {
                    block = false;
                } else if (!line.isEmpty()) {
                    requires.add(line);
                }
            } else if (line.startsWith("module ")) {
                module = line.substring(7).strip().replaceAll("^[\"`]|[\"`]$", "");
            } else if (line.startsWith("go ")) {
                version = line.substring(3).strip();
            } else if (line.matches("require\\s*\\(")) {
                block = true;
            } else if (line.startsWith("require ")) {
                requires.add(line.substring(8).strip());
            }
        }
        return new GoMod(module, version, List.copyOf(requires));
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
}
