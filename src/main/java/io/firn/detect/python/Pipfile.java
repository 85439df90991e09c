package io.firn.detect.python;

import com.fasterxml.jackson.databind.JsonNode;
import io.firn.detect.Findings;
import io.firn.detect.Toml;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The parts of a Pipfile that matter here: its packages, development apart, and its Python. */
final class Pipfile {
    static final String FILE = "Pipfile";
    static final String LOCK = "Pipfile.lock";

    private final Optional<JsonNode> root;

    private Pipfile(Optional<JsonNode> root) {
        this.root = root;
    }

    static Pipfile read(Findings findings) {
        return new Pipfile(findings.text(FILE).flatMap(Toml::parse));
    }

    Set<String> packages() {
        var names = new TreeSet<String>();
        root.ifPresent(toml ->
                toml.path("packages").fieldNames().forEachRemaining(name -> names.add(Requirements.normalised(name))));
        return names;
    }

    Optional<String> python() {
        return root.map(toml -> toml.path("requires"))
                .map(requires -> requires.path("python_version")
                        .asText(requires.path("python_full_version").asText("")))
                .map(String::strip)
                .filter(version -> !version.isEmpty() && !version.equals("*"));
    }
}
