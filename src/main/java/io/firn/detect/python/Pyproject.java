package io.firn.detect.python;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.firn.detect.Findings;
import io.firn.detect.Toml;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The parts of a pyproject.toml that matter here. One that is broken has none of them, and says so. */
final class Pyproject {
    static final String FILE = "pyproject.toml";

    private static final Pattern NAME =
            Pattern.compile("\\s*([A-Za-z0-9](?:[A-Za-z0-9._-]{0,100}[A-Za-z0-9])?).*", Pattern.DOTALL);

    private final Optional<JsonNode> root;

    private Pyproject(Optional<JsonNode> root) {
        this.root = root;
    }

    static Pyproject read(Findings findings) {
        Optional<String> text = findings.text(FILE);
        Optional<JsonNode> root = text.flatMap(Toml::parse);
        if (text.isPresent() && root.isEmpty()) {
            findings.warn("pyproject.toml is not valid TOML, so nothing is read from it.");
        }
        return new Pyproject(root);
    }

    /** The range of Pythons that the project asks for. */
    Optional<String> requiresPython() {
        return text("project", "requires-python");
    }

    /** The same in Poetry's own table. */
    Optional<String> poetryPython() {
        return text("tool", "poetry", "dependencies", "python").filter(range -> !range.equals("*"));
    }

    /** Whether a tool has a table of its own. */
    boolean uses(String tool) {
        return at("tool", tool).isObject();
    }

    /** What the app needs, in the standard way or Poetry's, development apart. */
    Set<String> dependencies() {
        var names = new TreeSet<String>();
        for (JsonNode dependency : at("project", "dependencies")) {
            Matcher matcher = NAME.matcher(dependency.asText());
            if (matcher.matches()) {
                names.add(Requirements.normalised(matcher.group(1)));
            }
        }
        at("tool", "poetry", "dependencies")
                .fieldNames()
                .forEachRemaining(name -> names.add(Requirements.normalised(name)));
        names.remove("python");
        return names;
    }

    /** Commands that the project would install, each with {@code module:function}. */
    SortedMap<String, String> scripts() {
        var scripts = new TreeMap<String, String>();
        for (JsonNode table : new JsonNode[] {at("project", "scripts"), at("tool", "poetry", "scripts")}) {
            for (Map.Entry<String, JsonNode> script : table.properties()) {
                String target = script.getValue().asText();
                if (target.matches("[A-Za-z_][\\w.]{0,200}:[A-Za-z_]\\w{0,100}")
                        && script.getKey().matches("[A-Za-z0-9][\\w.-]{0,100}")) {
                    scripts.put(script.getKey(), target);
                }
            }
        }
        return scripts;
    }

    private Optional<String> text(String... path) {
        return Optional.of(at(path))
                .filter(JsonNode::isTextual)
                .map(node -> node.asText().strip())
                .filter(text -> !text.isEmpty());
    }

    private JsonNode at(String... path) {
        JsonNode node = root.orElse(MissingNode.getInstance());
        for (String name : path) {
            node = node.path(name);
        }
        return node;
    }
}
