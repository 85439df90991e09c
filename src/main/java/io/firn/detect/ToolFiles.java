package io.firn.detect;

import com.fasterxml.jackson.databind.JsonNode;
import io.firn.fault.Fault;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The files that name versions of many tools at once: {@code .tool-versions} (asdf) and {@code mise.toml} (mise), in this order.
 * One that is broken is warned of and names nothing.
 */
public final class ToolFiles {
    /** asdf's file. */
    public static final String TOOL_VERSIONS = ".tool-versions";

    private static final List<String> MISE =
            List.of("mise.toml", ".mise.toml", ".config/mise.toml", "mise/config.toml");

    private ToolFiles() {}

    /** What the first file that knows one of these names asks for; the first version where it names several. */
    public static Optional<Ask> ask(Findings findings, String... names) {
        List<String> known = Arrays.asList(names);
        return asdf(findings, known).or(() -> mise(findings, known));
    }

    private static Optional<Ask> asdf(Findings findings, List<String> names) {
        for (String line : findings.text(TOOL_VERSIONS).orElse("").lines().toList()) {
            int comment = line.indexOf('#');
            String[] words =
                    (comment < 0 ? line : line.substring(0, comment)).strip().split("\\s+", -1);
            if (words.length > 1 && names.contains(words[0])) {
                return Optional.of(Ask.named(words[1], TOOL_VERSIONS));
            }
        }
        return Optional.empty();
    }

    private static Optional<Ask> mise(Findings findings, List<String> names) {
        for (String file : MISE) {
            Optional<String> text = findings.text(file);
            if (text.isEmpty()) {
                continue;
            }
            try {
                JsonNode tools = Toml.tree(file, text.get()).path("tools");
                for (String name : names) {
                    Optional<String> version = version(tools.path(name));
                    if (version.isPresent()) {
                        return Optional.of(Ask.named(version.get(), file));
                    }
                }
            } catch (Fault broken) {
                findings.warn(file + " is not valid TOML, so it names no version.");
            }
        }
        return Optional.empty();
    }

    private static Optional<String> version(JsonNode tool) {
        JsonNode value = tool.isArray() ? tool.path(0) : tool;
        value = value.isObject() ? value.path("version") : value;
        String text = value.isValueNode() ? value.asText().strip().replaceFirst("^prefix:", "") : "";
        return text.isEmpty() || text.contains(":") ? Optional.empty() : Optional.of(text);
    }
}
