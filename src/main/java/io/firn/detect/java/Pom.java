package io.firn.detect.java;

import io.firn.detect.Findings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One pom.xml, with what its own parents inside the repository add. Parents elsewhere (Spring Boot's) are not fetched; profiles
 * are not looked into.
 */
final class Pom {
    static final String FILE = "pom.xml";

    private static final int PARENTS = 10;
    private static final Pattern PROPERTY = Pattern.compile("\\$\\{([A-Za-z0-9_.-]{1,100})}");

    private final String folder;
    private final List<Xml> chain; // itself first, then its parents
    private final Map<String, String> properties = new HashMap<>();

    private Pom(String folder, List<Xml> chain) {
        this.folder = folder;
        this.chain = chain;
        for (Xml project : chain.reversed()) {
            for (Xml block : project.all("properties")) {
                for (Xml property : block.children()) {
                    block.text(property.name()).ifPresent(value -> properties.put(property.name(), value));
                }
            }
        }
    }

    static Pom read(Findings findings, String folder) {
        var chain = new ArrayList<Xml>();
        String at = folder;
        while (chain.size() < PARENTS) {
            Xml project = Xml.read(findings, path(at, FILE));
            chain.add(project);
            List<Xml> parent = project.all("parent");
            if (parent.isEmpty()
                    || parent.getFirst().all("relativePath").stream().anyMatch(Pom::isEmpty)) {
                break;
            }
            Optional<String> above =
                    resolve(at, parent.getFirst().text("relativePath").orElse("../pom.xml"));
            String own = above.map(file -> file.endsWith(".xml") ? file : path(file, FILE))
                    .orElse("");
            if (own.isEmpty() || !own.endsWith(FILE) || !findings.has(own)) {
                break;
            }
            at = own.equals(FILE) ? "" : own.substring(0, own.length() - FILE.length() - 1);
        }
        return new Pom(folder, List.copyOf(chain));
    }

    private static boolean isEmpty(Xml element) {
        return element.text().isEmpty();
    }

    /** A relative path inside the repository, without {@code ..}; empty where it leaves it. */
    static Optional<String> resolve(String from, String relative) {
        var parts = new ArrayList<String>();
        for (String part : ((from.isEmpty() ? "" : from + "/") + relative).split("/", -1)) {
            if (part.equals("..")) {
                if (parts.isEmpty()) {
                    return Optional.empty();
                }
                parts.removeLast();
            } else if (!part.isEmpty() && !part.equals(".")) {
                parts.add(part);
            }
        }
        return Optional.of(String.join("/", parts));
    }

    static String path(String folder, String file) {
        return folder.isEmpty() ? file : folder + "/" + file;
    }

    String folder() {
        return folder;
    }

    String file() {
        return path(folder, FILE);
    }

    String packaging() {
        return chain.getFirst().text("packaging").map(this::expanded).orElse("jar");
    }

    String artifact() {
        return chain.getFirst().text("artifactId").map(this::expanded).orElse("app");
    }

    Optional<String> version() {
        return chain.getFirst()
                .text("version")
                .or(() -> chain.getFirst().text("parent", "version"))
                .map(this::expanded);
    }

    List<String> modules() {
        return chain.getFirst().all("modules", "module").stream()
                .flatMap(module -> module.text().stream())
                .map(this::expanded)
                .toList();
    }

    /** A property with the properties that it names in it. */
    Optional<String> property(String name) {
        return Optional.ofNullable(properties.get(name)).map(this::expanded);
    }

    /** The file name that the build writes, without its ending. */
    Optional<String> finalName() {
        Optional<String> named = chain.stream()
                .flatMap(project -> project.text("build", "finalName").stream())
                .findFirst()
                .map(this::expanded);
        return named.or(() -> version().map(version -> artifact() + "-" + version))
                .filter(name -> !name.contains("${"));
    }

    /** Whether it depends on an artifact of a group, tests apart. */
    boolean dependsOn(String group, String artifactPrefix) {
        return chain.stream()
                .flatMap(project -> project.all("dependencies", "dependency").stream())
                .anyMatch(dependency -> dependency
                                .text("groupId")
                                .map(this::expanded)
                                .filter(group::equals)
                                .isPresent()
                        && dependency
                                .text("artifactId")
                                .map(this::expanded)
                                .filter(id -> id.startsWith(artifactPrefix))
                                .isPresent()
                        && dependency.text("scope").filter("test"::equals).isEmpty());
    }

    /** Whether its parent outside the repository is this one. */
    boolean hasParent(String artifact) {
        return chain.stream().anyMatch(project -> project.text("parent", "artifactId")
                .filter(artifact::equals)
                .isPresent());
    }

    /** Whether a plugin runs in its build; one that is only managed does not. */
    boolean hasPlugin(String artifact) {
        return chain.stream()
                .flatMap(project -> project.all("build", "plugins", "plugin").stream())
                .anyMatch(plugin -> plugin.text("artifactId")
                        .map(this::expanded)
                        .filter(artifact::equals)
                        .isPresent());
    }

    /** A setting of a plugin, in its own configuration or that of an execution, used or managed. */
    Optional<String> configured(String artifact, String... path) {
        for (Xml project : chain) {
            var plugins = new ArrayList<>(project.all("build", "plugins", "plugin"));
            plugins.addAll(project.all("build", "pluginManagement", "plugins", "plugin"));
            for (Xml plugin : plugins) {
                if (plugin.text("artifactId")
                        .map(this::expanded)
                        .filter(artifact::equals)
                        .isEmpty()) {
                    continue;
                }
                var configurations = new ArrayList<>(plugin.all("configuration"));
                configurations.addAll(plugin.all("executions", "execution", "configuration"));
                for (Xml configuration : configurations) {
                    Optional<String> value = configuration.text(path).map(this::expanded);
                    if (value.isPresent()) {
                        return value;
                    }
                }
            }
        }
        return Optional.empty();
    }

    /** With the values of the properties that are known; bounded in rounds and length, as they may name each other. */
    String expanded(String text) {
        String result = text;
        for (int round = 0; round < 10 && result.contains("${") && result.length() < 2000; round++) {
            Matcher matcher = PROPERTY.matcher(result);
            result = matcher.replaceAll(
                    match -> Matcher.quoteReplacement(value(match.group(1)).orElse(match.group())));
        }
        return result;
    }

    private Optional<String> value(String name) {
        return switch (name) {
            case "project.version", "pom.version", "version" ->
                chain.getFirst().text("version").or(() -> chain.getFirst().text("parent", "version"));
            case "project.artifactId", "artifactId" -> chain.getFirst().text("artifactId");
            case "project.parent.version" -> chain.getFirst().text("parent", "version");
            default -> Optional.ofNullable(properties.get(name));
        };
    }
}
