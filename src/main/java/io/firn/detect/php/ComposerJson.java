package io.firn.detect.php;

import com.fasterxml.jackson.databind.JsonNode;
import io.firn.detect.Findings;
import io.firn.detect.Json;
import java.util.Optional;

/** What a composer.json says of the app: PHP's version, its packages, and where its pages lie. */
final class ComposerJson {
    static final String FILE = "composer.json";

    private final JsonNode root;

    private ComposerJson(JsonNode root) {
        this.root = root;
    }

    /** The file, or an empty one where there is none; a fault says where it is broken. */
    static ComposerJson read(Findings findings) {
        if (!findings.has(FILE)) {
            return new ComposerJson(Json.tree(FILE, "{}"));
        }
        String text = findings.text(FILE)
                .orElseThrow(() -> findings.refuse(
                        "composer.json is larger than " + Findings.SMALL + " bytes",
                        "Keep data out of composer.json."));
        return new ComposerJson(Json.tree(FILE, text));
    }

    /** Whether the app needs a package, development apart. */
    boolean requires(String name) {
        return root.path("require").has(name);
    }

    /** Whether the app needs packages, development apart. */
    boolean requiresPackages() {
        return root.path("require").properties().stream()
                .anyMatch(one -> one.getKey().contains("/"));
    }

    /** The range of PHP that it asks for. */
    Optional<String> php() {
        return text(root.path("require").path("php"))
                .or(() -> text(root.path("require").path("php-64bit")));
    }

    /** The PHP that its packages are chosen for. */
    Optional<String> platform() {
        return text(root.path("config").path("platform").path("php"));
    }

    /** The folder of the pages where a plugin of Symfony or Drupal names it. */
    Optional<String> publicFolder() {
        return text(root.path("extra").path("public-dir"))
                .or(() -> text(root.path("extra")
                        .path("drupal-scaffold")
                        .path("locations")
                        .path("web-root")))
                .map(folder -> folder.replaceFirst("^(?:\\./)+", "").replaceFirst("/+$", ""))
                .filter(folder -> folder.matches("[A-Za-z0-9_][A-Za-z0-9_./-]{0,100}") && !folder.contains(".."));
    }

    private static Optional<String> text(JsonNode node) {
        return node.isTextual() && !node.asText().isBlank()
                ? Optional.of(node.asText().strip())
                : Optional.empty();
    }
}
