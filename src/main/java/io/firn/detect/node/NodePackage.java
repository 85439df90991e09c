package io.firn.detect.node;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.firn.detect.Findings;
import io.firn.detect.Json;
import io.firn.detect.Yaml;
import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import io.firn.tree.Tree;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The parts of a package's manifest that matter here; a field of the wrong type counts as not there.
 *
 * @param file {@code package.json}, or what pnpm reads besides: {@code package.json5}, {@code package.yaml}
 * @param root its content
 */
record NodePackage(String file, JsonNode root) {
    static final String FILE = "package.json";

    private static final int ALIASES = 5;
    private static final Pattern ALIAS =
            Pattern.compile("(?:npm (?:run|run-script)|(?:yarn|pnpm|bun)(?: run)?) ([\\w:.-]{1,100})");

    private static final JsonMapper JSON5 = JsonMapper.builder()
            .enable(
                    JsonReadFeature.ALLOW_JAVA_COMMENTS,
                    JsonReadFeature.ALLOW_SINGLE_QUOTES,
                    JsonReadFeature.ALLOW_UNQUOTED_FIELD_NAMES,
                    JsonReadFeature.ALLOW_TRAILING_COMMA,
                    JsonReadFeature.ALLOW_LEADING_PLUS_SIGN_FOR_NUMBERS,
                    JsonReadFeature.ALLOW_LEADING_DECIMAL_POINT_FOR_NUMBERS,
                    JsonReadFeature.ALLOW_BACKSLASH_ESCAPING_ANY_CHARACTER)
            .build();

    /** The name of a folder's manifest, where it has one. */
    static Optional<String> file(Tree tree, String folder) {
        return List.of(FILE, "package.json5", "package.yaml").stream()
                .map(name -> folder + name)
                .filter(path -> tree.entry(path).filter(entry -> entry.isFile()).isPresent())
                .findFirst();
    }

    /** The manifest of a folder ({@code ""} or a path with a slash at its end); without one, that of an app without dependencies. */
    static NodePackage read(Findings findings, String folder) {
        Optional<String> file = file(findings.tree(), folder);
        if (file.isEmpty()) {
            return new NodePackage(FILE, JsonNodeFactory.instance.objectNode());
        }
        String text = findings.text(file.get())
                .orElseThrow(() -> findings.refuse(
                        file.get() + " is larger than " + Findings.SMALL + " bytes", "Keep data out of it."));
        return parse(file.get(), text);
    }

    /** Reads a manifest; a fault says where it is broken. */
    static NodePackage parse(String file, String text) {
        if (file.endsWith(".yaml")) {
            return new NodePackage(file, Yaml.tree(file, text));
        }
        if (!file.endsWith("5")) {
            return new NodePackage(file, Json.tree(file, text));
        }
        try {
            return new NodePackage(file, JSON5.readTree(text));
        } catch (JsonProcessingException e) {
            throw Fault.of(
                            FaultCode.UNSUPPORTED,
                            "Could not read \"" + file + "\": it is no valid JSON5.",
                            "Correct the file.")
                    .causedBy(e);
        }
    }

    Optional<String> name() {
        return string(root.path("name"));
    }

    Optional<String> script(String name) {
        return string(root.path("scripts").path(name));
    }

    /** What the start script comes to: where it only runs another script, that one's text. */
    Optional<String> start() {
        Optional<String> text = script("start");
        for (int step = 0; step < ALIASES; step++) {
            Matcher alias = ALIAS.matcher(text.orElse(""));
            Optional<String> next = alias.matches() ? script(alias.group(1)) : Optional.empty();
            if (next.isEmpty()) {
                return text;
            }
            text = next;
        }
        return text;
    }

    /** The program's file, as {@code main} or {@code module} names it. */
    Optional<String> main(String field) {
        return string(root.path(field)).map(path -> path.startsWith("./") ? path.substring(2) : path);
    }

    Optional<String> engine(String name) {
        return string(root.path("engines").path(name));
    }

    Optional<String> volta(String tool) {
        return string(root.path("volta").path(tool));
    }

    Optional<String> packageManager() {
        return string(root.path("packageManager"));
    }

    /** {@code devEngines.packageManager} as {@code name@version}; its first entry where it is a list. */
    Optional<String> devPackageManager() {
        JsonNode given = root.path("devEngines").path("packageManager");
        JsonNode first = given.isArray() ? given.path(0) : given;
        return string(first.path("name"))
                .map(name ->
                        name + string(first.path("version")).map(v -> "@" + v).orElse(""));
    }

    /** Patterns of the folders of its workspaces. */
    List<String> workspaces() {
        JsonNode given = root.path("workspaces");
        JsonNode list = given.isObject() ? given.path("packages") : given;
        var patterns = new ArrayList<String>();
        list.forEach(node -> string(node).ifPresent(patterns::add));
        return patterns;
    }

    boolean dependsOn(String name) {
        return runsWith(name) || root.path("devDependencies").has(name);
    }

    /** Whether a package is there when the app runs, too. */
    boolean runsWith(String name) {
        return root.path("dependencies").has(name)
                || root.path("optionalDependencies").has(name);
    }

    boolean dependsAtAll() {
        return List.of("dependencies", "devDependencies", "optionalDependencies").stream()
                .anyMatch(kind -> !root.path(kind).isEmpty());
    }

    private static Optional<String> string(JsonNode node) {
        return node.isTextual() && !node.asText().isBlank()
                ? Optional.of(node.asText().strip())
                : Optional.empty();
    }
}
