package io.firn.flake.node;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.firn.detect.Json;
import io.firn.detect.Texts;
import io.firn.flake.Deps;
import io.firn.flake.LockFault;
import io.firn.tree.Tree;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.semver4j.Semver;

/** Reads npm's lock files, versions 1 to 3, into the files that they name. */
final class NpmLock {
    private static final int ENTRIES = 50_000;
    private static final List<String> KINDS = List.of("dependencies", "devDependencies", "optionalDependencies");

    private final Tree tree;
    private final String file;
    private final JsonNode lock;
    private final boolean workspaces;
    private final Map<String, Deps.SourceFile> files = new TreeMap<>();
    private final List<Deps.Link> links = new ArrayList<>();

    private NpmLock(Tree tree, String file, JsonNode lock, boolean workspaces) {
        this.tree = tree;
        this.file = file;
        this.lock = lock;
        this.workspaces = workspaces;
    }

    static Deps read(Tree tree, String name, String text) {
        JsonNode manifest =
                new Manifests(tree, List.of()).byFolder().getOrDefault("", JsonNodeFactory.instance.objectNode());
        var lock = new NpmLock(
                tree, name, Json.tree(name, text), manifest.path("workspaces").isContainerNode());
        lock.collect();
        lock.compare(manifest);
        return Laid.deps(text, new ArrayList<>(lock.files.values()), lock.links);
    }

    private void collect() {
        int version = lock.path("lockfileVersion").asInt(lock.has("packages") ? 2 : 1);
        if (version < 1 || version > 3) {
            throw LockFault.file(
                    file, "its version is " + version + ", and 1, 2 and 3 are known", "Make it again with npm 10.");
        }
        if (lock.path("packages").isObject()) {
            lock.path("packages").properties().forEach(entry -> entry(entry.getKey(), entry.getValue()));
        } else {
            nested("", lock.path("dependencies"), 0);
        }
    }

    private void entry(String path, JsonNode fields) {
        if (path.isEmpty() || fields.path("extraneous").asBoolean(false)) {
            return;
        }
        if (fields.path("link").asBoolean(false)) {
            link(path, fields.path("resolved").asText(""), fields);
            return;
        }
        if (!path.contains("node_modules/")) {
            return; // a folder of the repository: a member of the workspace, or one that is asked for by its path
        }
        add(path, fields);
    }

    private void nested(String prefix, JsonNode dependencies, int depth) {
        if (depth > 40) {
            throw LockFault.file(
                    file, "its entries lie in each other deeper than 40 levels", "Make it again with npm 10.");
        }
        dependencies.properties().forEach(entry -> {
            String path = prefix + "node_modules/" + entry.getKey();
            String version = entry.getValue().path("version").asText("");
            if (version.startsWith("file:") && !version.endsWith(".tgz") && !version.endsWith(".tar.gz")) {
                link(path, version.substring(5), entry.getValue());
                return;
            }
            add(path, entry.getValue());
            nested(path + "/", entry.getValue().path("dependencies"), depth + 1);
        });
    }

    /** A folder of the repository in the place of a package. */
    private void link(String path, String target, JsonNode fields) {
        String folder = Folders.join("", target);
        if (target.startsWith("..")
                || target.startsWith("/")
                || folder.isEmpty()
                || tree.list(folder).isEmpty()) {
            throw LockFault.entry(
                    file,
                    path,
                    "it is the folder \"" + Texts.shown(target) + "\", which is not in the repository",
                    "Commit that folder, or use a version that is published in the registry.");
        }
        if (!NpmEntry.isPlace(path)) {
            throw LockFault.entry(file, path, "it does not lie in node_modules", "Make the lock file again.");
        }
        links.add(new Deps.Link(path, folder, fields.path("dev").asBoolean(false)));
    }

    private void add(String path, JsonNode fields) {
        if (fields.path("inBundle").asBoolean(false) || fields.path("bundled").asBoolean(false)) {
            return; // it comes inside the archive of the package above it
        }
        files.put(path, new NpmEntry(file, path, fields).read());
        if (files.size() > ENTRIES) {
            throw LockFault.file(file, "it has more than " + ENTRIES + " entries", "Use fewer dependencies.");
        }
    }

    /** npm ci refuses a lock file that does not fit package.json; so does this, before a builder is asked. */
    private void compare(JsonNode manifest) {
        JsonNode root = lock.path("packages").path("");
        for (String kind : KINDS) {
            manifest.path(kind).properties().forEach(asked -> {
                String name = asked.getKey();
                String range = asked.getValue().asText();
                boolean listed = root.path(kind).path(name).asText("").equals(range)
                        || root.path("optionalDependencies")
                                .path(name)
                                .asText("")
                                .equals(range);
                if (!listed && !fits(name, range)) {
                    throw LockFault.file(
                            file,
                            "it does not fit package.json, which asks for " + Texts.shown(name) + " \""
                                    + Texts.shown(range) + "\"",
                            "Run \"npm install\" and commit " + file + ".");
                }
            });
        }
    }

    private boolean fits(String name, String range) {
        Deps.SourceFile locked = files.get("node_modules/" + name);
        if (locked == null) {
            return workspaces || links.stream().anyMatch(link -> link.path().equals("node_modules/" + name));
        }
        Semver version = Semver.parse(locked.version());
        try {
            return !range.matches("[\\^~<>=v\\d*x .|-][^:/]*") || (version != null && version.satisfies(range));
        } catch (RuntimeException e) {
            return true; // a range that only npm understands; npm wrote the lock file
        }
    }
}
