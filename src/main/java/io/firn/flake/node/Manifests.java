package io.firn.flake.node;

import com.fasterxml.jackson.databind.JsonNode;
import io.firn.detect.Json;
import io.firn.tree.Tree;
import io.firn.tree.TreeEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The package.json files of a repository: the root's, and those of its workspace's members. */
final class Manifests {
    private static final int LIMIT = 4 << 20;
    private static final int MEMBERS = 2_000;
    private static final List<String> PRODUCTION = List.of("optionalDependencies", "dependencies");

    private final Tree tree;
    private final SortedMap<String, JsonNode> byFolder = new TreeMap<>();
    private final Map<String, String> folders = new TreeMap<>();

    /** Reads the root, and the folders that fit one of the patterns and hold a package.json. */
    Manifests(Tree tree, List<String> patterns) {
        this.tree = tree;
        add("");
        List<String> refused = patterns.stream()
                .filter(pattern -> pattern.startsWith("!"))
                .map(pattern -> Globs.plain(pattern.substring(1)))
                .toList();
        List<String> wanted = patterns.stream()
                .filter(pattern -> !pattern.startsWith("!"))
                .map(Globs::plain)
                .toList();
        for (TreeEntry entry : wanted.isEmpty() ? List.<TreeEntry>of() : tree.entries()) {
            String path = entry.path();
            if (!entry.isFile() || !path.endsWith("/package.json") || path.contains("node_modules/")) {
                continue;
            }
            String folder = path.substring(0, path.length() - "/package.json".length());
            if (wanted.stream().anyMatch(glob -> Globs.fits(glob, folder))
                    && refused.stream().noneMatch(glob -> Globs.fits(glob, folder))
                    && byFolder.size() < MEMBERS) {
                add(folder);
            }
        }
    }

    /** The patterns of the root's own {@code workspaces}. */
    static List<String> patterns(Tree tree) {
        JsonNode workspaces =
                manifest(tree, "").map(root -> root.path("workspaces")).orElse(null);
        var patterns = new ArrayList<String>();
        if (workspaces != null) {
            (workspaces.isObject() ? workspaces.path("packages") : workspaces)
                    .forEach(pattern -> patterns.add(pattern.asText()));
        }
        return patterns;
    }

    /** Folders with their package.json; {@code ""} is the root. */
    SortedMap<String, JsonNode> byFolder() {
        return byFolder;
    }

    /** The folder of the member with that name. */
    Optional<String> folderOf(String name) {
        return Optional.ofNullable(folders.get(name));
    }

    /** Adds a folder that is no member but asked for by its path; says whether it holds a package.json. */
    boolean add(String folder) {
        if (!byFolder.containsKey(folder)) {
            manifest(tree, folder).ifPresent(read -> {
                byFolder.put(folder, read);
                if (!folder.isEmpty() && read.path("name").isTextual()) {
                    folders.putIfAbsent(read.path("name").asText(), folder);
                }
            });
        }
        return byFolder.containsKey(folder);
    }

    /** What a package.json asks for at run time: name to range. */
    static SortedMap<String, String> production(JsonNode manifest) {
        return ranges(manifest, PRODUCTION);
    }

    /** What it asks for only while it is built. */
    static SortedMap<String, String> development(JsonNode manifest) {
        return ranges(manifest, List.of("devDependencies"));
    }

    private static SortedMap<String, String> ranges(JsonNode manifest, List<String> kinds) {
        var ranges = new TreeMap<String, String>();
        for (String kind : kinds) {
            manifest.path(kind)
                    .properties()
                    .forEach(one -> ranges.put(one.getKey(), one.getValue().asText()));
        }
        return ranges;
    }

    private static Optional<JsonNode> manifest(Tree tree, String folder) {
        String path = folder.isEmpty() ? "package.json" : folder + "/package.json";
        return tree.text(path, LIMIT).map(text -> Json.tree(path, text));
    }
}
