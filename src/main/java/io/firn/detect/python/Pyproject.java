package io.firn.detect.python;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.toml.TomlMapper;
import io.firn.detect.Findings;
import java.util.Optional;

/** The parts of a pyproject.toml that matter here. One that is broken has none of them, and says so. */
final class Pyproject {
    static final String FILE = "pyproject.toml";

    private final Optional<JsonNode> root;

    private Pyproject(Optional<JsonNode> root) {
        this.root = root;
    }

    static Pyproject read(Findings findings) {
        return new Pyproject(findings.text(FILE).flatMap(Pyproject::parse));
    }

    private static Optional<JsonNode> parse(String text) {
        try {
            return Optional.of(new TomlMapper().readTree(text));
        } catch (JsonProcessingException broken) {
            return Optional.empty();
        }
    }

    /** The range of Pythons that the project asks for. */
    Optional<String> requiresPython() {
        return root.map(toml -> toml.path("project").path("requires-python"))
                .filter(JsonNode::isTextual)
                .map(node -> node.asText().strip())
                .filter(range -> !range.isEmpty());
    }

    /** Whether it lists what the app needs, in the standard way or Poetry's. */
    boolean hasDependencies() {
        return root.filter(toml -> !toml.path("project").path("dependencies").isEmpty()
                        || toml.path("tool").path("poetry").path("dependencies").properties().stream()
                                .anyMatch(dependency -> !dependency.getKey().equals("python")))
                .isPresent();
    }
}
