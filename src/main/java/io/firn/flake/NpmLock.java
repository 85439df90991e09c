package io.firn.flake;

import com.fasterxml.jackson.databind.JsonNode;
import io.firn.detect.Json;
import io.firn.detect.Texts;
import io.firn.tree.Tree;
import io.firn.tree.TreeEntry;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.semver4j.Semver;

/** Reads npm's lock files, versions 1 to 3, into the files that they name. */
final class NpmLock {
    private static final int LIMIT = 64 << 20;
    private static final int ENTRIES = 50_000;
    private static final List<String> KINDS = List.of("dependencies", "devDependencies", "optionalDependencies");

    private final String file;
    private final JsonNode lock;
    private final boolean workspaces;
    private final Map<String, Deps.SourceFile> files = new TreeMap<>();

    private NpmLock(String file, JsonNode lock, boolean workspaces) {
        this.file = file;
        this.lock = lock;
        this.workspaces = workspaces;
    }

    static Deps read(Tree tree) {
        Optional<String> name = List.of("npm-shrinkwrap.json", "package-lock.json").stream()
                .filter(candidate ->
                        tree.entry(candidate).filter(TreeEntry::isFile).isPresent())
                .findFirst();
        if (name.isEmpty()) {
            return Deps.none();
        }
        String text = tree.text(name.get(), LIMIT)
                .orElseThrow(() ->
                        LockFault.file(name.get(), "it is larger than " + LIMIT + " bytes", "Use fewer dependencies."));
        JsonNode manifest =
                Json.tree("package.json", tree.text("package.json", LIMIT).orElse("{}"));
        var lock = new NpmLock(
                name.get(),
                Json.tree(name.get(), text),
                manifest.path("workspaces").isContainerNode());
        lock.collect();
        lock.compare(manifest);
        return new Deps(1, "npm", Sri.sha256(text), List.copyOf(lock.files.values()), List.of());
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
        if (workspaces && (fields.path("link").asBoolean(false) || !path.startsWith("node_modules/"))) {
            return; // detection warned that packages below the root are not built
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
            add(path, entry.getValue());
            nested(path + "/", entry.getValue().path("dependencies"), depth + 1);
        });
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
            return workspaces; // a package of this repository
        }
        Semver version = Semver.parse(locked.version());
        try {
            return !range.matches("[\\^~<>=v\\d*x .|-][^:/]*") || (version != null && version.satisfies(range));
        } catch (RuntimeException e) {
            return true; // a range that only npm understands; npm wrote the lock file
        }
    }
}
