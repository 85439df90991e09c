package io.firn.detect.node;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.firn.detect.Findings;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a tsconfig.json, with what it extends, that say where its output lands. Paths are those of the repository, without
 * a slash at their end; those that leave it count as not there. The format: JSON with comments and trailing commas.
 *
 * @param folder where the file lies; {@code ""} is the root
 * @param outDir where output goes; null is beside each source
 * @param rootDir the folder whose tree the output repeats; null is the deepest that holds every input
 * @param emits whether programs are written at all
 * @param allowJs whether JavaScript is an input, too
 * @param files inputs by name; null is none given
 * @param include patterns of inputs, as paths; null is none given
 * @param exclude patterns of what is no input, as paths
 * @param references folders or files of the projects that are built with it
 */
record TsConfig(
        String folder,
        @Nullable String outDir,
        @Nullable String rootDir,
        boolean emits,
        boolean allowJs,
        @Nullable List<String> files,
        @Nullable List<String> include,
        List<String> exclude,
        List<String> references) {
    static final String FILE = "tsconfig.json";

    private static final JsonMapper COMMENTED = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_JAVA_COMMENTS, JsonReadFeature.ALLOW_TRAILING_COMMA)
            .build();
    private static final int MOST = 20;

    /** A file of the chain, with the folder that its paths are relative to. */
    private record Part(String folder, JsonNode json) {}

    /** Reads a project: its file, or the folder of its {@value #FILE}; empty where it is not there or no JSON. */
    static Optional<TsConfig> read(Findings findings, String project) {
        String file = project.endsWith(".json") ? project : below(project, FILE);
        var parts = new ArrayList<Part>();
        Deque<String> open = new ArrayDeque<>(List.of(file));
        while (!open.isEmpty() && parts.size() < MOST) {
            String next = open.pop();
            Optional<JsonNode> json = findings.text(next).flatMap(TsConfig::parse);
            if (json.isEmpty()) {
                continue; // a package's own: it sets no folders
            }
            String folder = folderOf(next);
            parts.add(new Part(folder, json.get()));
            JsonNode bases = json.get().path("extends");
            for (String base : bases.isTextual() ? List.of(bases.asText()) : strings(bases)) {
                if (base.startsWith(".")) {
                    resolve(folder, base.endsWith(".json") ? base : base + ".json")
                            .ifPresent(open::push);
                }
            }
        }
        return parts.isEmpty() || !folderOf(file).equals(parts.getFirst().folder())
                ? Optional.empty()
                : Optional.of(of(parts));
    }

    /** What the compiler takes where files are named on its command line: no file is read. */
    static TsConfig plain(String folder, List<String> files) {
        return of(List.of(new Part(folder, JsonNodeFactory.instance.objectNode())))
                .withFiles(files.stream()
                        .flatMap(file -> resolve(folder, file).stream())
                        .toList());
    }

    /** The same with another place for output. */
    TsConfig withFolders(@Nullable String out, @Nullable String root) {
        return new TsConfig(folder, out, root, emits, allowJs, files, include, exclude, references);
    }

    private TsConfig withFiles(List<String> named) {
        return new TsConfig(folder, outDir, rootDir, emits, allowJs, named, include, exclude, references);
    }

    private static TsConfig of(List<Part> parts) {
        String folder = parts.getFirst().folder();
        boolean composite = flag(parts, "composite");
        String out = path(parts, "outDir");
        String root = path(parts, "rootDir");
        List<String> excluded = paths(parts, "exclude");
        return new TsConfig(
                folder,
                out,
                root == null && composite ? folder : root,
                !flag(parts, "noEmit") && !flag(parts, "emitDeclarationOnly"),
                flag(parts, "allowJs"),
                paths(parts, "files"),
                paths(parts, "include"),
                excluded == null ? List.of() : excluded,
                strings(parts.getFirst().json().path("references"), "path").stream()
                        .flatMap(path -> resolve(folder, path).stream())
                        .toList());
    }

    private static boolean flag(List<Part> parts, String option) {
        return option(parts, option).map(part -> part.json().asBoolean()).orElse(false);
    }

    private static @Nullable String path(List<Part> parts, String option) {
        return option(parts, option)
                .flatMap(part -> part.json().asText().startsWith("${configDir}")
                        ? resolve(
                                parts.getFirst().folder(),
                                "." + part.json().asText().substring("${configDir}".length()))
                        : resolve(part.folder(), part.json().asText()))
                .orElse(null);
    }

    private static Optional<Part> option(List<Part> parts, String option) {
        return parts.stream()
                .map(part -> new Part(
                        part.folder(), part.json().path("compilerOptions").path(option)))
                .filter(part -> part.json().isValueNode())
                .findFirst();
    }

    private static @Nullable List<String> paths(List<Part> parts, String field) {
        return parts.stream()
                .filter(part -> part.json().path(field).isArray())
                .findFirst()
                .map(part -> strings(part.json().path(field)).stream()
                        .flatMap(path -> resolve(part.folder(), path).stream())
                        .toList())
                .orElse(null);
    }

    private static List<String> strings(JsonNode list, String... field) {
        var texts = new ArrayList<String>();
        for (JsonNode node : list) {
            JsonNode text = field.length == 0 ? node : node.path(field[0]);
            if (text.isTextual() && texts.size() < 100) {
                texts.add(text.asText());
            }
        }
        return texts;
    }

    private static Optional<JsonNode> parse(String text) {
        try {
            return Optional.ofNullable(COMMENTED.readTree(text)).filter(JsonNode::isObject);
        } catch (JsonProcessingException broken) {
            return Optional.empty(); // the compiler will say so in the build
        }
    }

    /** A path relative to a folder as one of the repository; empty where it leaves it. */
    static Optional<String> resolve(String folder, String path) {
        if (path.startsWith("/")) {
            return Optional.empty();
        }
        Deque<String> parts = new ArrayDeque<>(folder.isEmpty() ? List.of() : List.of(folder.split("/", -1)));
        for (String part : path.split("/", -1)) {
            if (part.equals("..")) {
                if (parts.pollLast() == null) {
                    return Optional.empty();
                }
            } else if (!part.isEmpty() && !part.equals(".")) {
                parts.addLast(part);
            }
        }
        return Optional.of(String.join("/", parts));
    }

    /** A file's folder; {@code ""} at the root. */
    static String folderOf(String file) {
        return file.substring(0, Math.max(0, file.lastIndexOf('/')));
    }

    /** A path in a folder. */
    static String below(String folder, String path) {
        return folder.isEmpty() ? path : path.isEmpty() ? folder : folder + "/" + path;
    }

    /** Whether a path is a folder or lies in it. */
    static boolean isIn(String folder, String path) {
        return folder.isEmpty() || path.equals(folder) || path.startsWith(folder + "/");
    }
}
