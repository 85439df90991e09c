package io.firn.detect.node;

import com.fasterxml.jackson.databind.JsonNode;
import io.firn.detect.Json;
import java.util.List;
import java.util.Optional;

/** The parts of a package.json that matter here; a field of the wrong type counts as not there. */
final class NodePackage {
    static final String FILE = "package.json";

    private final JsonNode root;

    private NodePackage(JsonNode root) {
        this.root = root;
    }

    static NodePackage parse(String text) {
        return new NodePackage(Json.tree(FILE, text));
    }

    Optional<String> script(String name) {
        return string(root.path("scripts").path(name));
    }

    Optional<String> main() {
        return string(root.path("main")).map(NodePackage::plain);
    }

    Optional<String> engine(String name) {
        return string(root.path("engines").path(name));
    }

    Optional<String> volta() {
        return string(root.path("volta").path("node"));
    }

    Optional<String> packageManager() {
        return string(root.path("packageManager"));
    }

    boolean workspaces() {
        return root.path("workspaces").isContainerNode();
    }

    boolean dependsOn(String name) {
        return root.path("dependencies").has(name)
                || root.path("devDependencies").has(name);
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

    private static String plain(String path) {
        return path.startsWith("./") ? path.substring(2) : path;
    }
}
