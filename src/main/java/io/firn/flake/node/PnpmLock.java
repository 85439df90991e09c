package io.firn.flake.node;

import com.fasterxml.jackson.databind.JsonNode;
import io.firn.flake.Deps;
import io.firn.flake.LockFault;
import io.firn.flake.Sri;
import io.firn.tree.Tree;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Reads pnpm-lock.yaml in its forms 5 to 9, and lays packages out as pnpm does: each in a folder of its own below
 * {@code node_modules/.pnpm}, beside links to what it asks for.
 */
final class PnpmLock {
    static final String FILE = "pnpm-lock.yaml";
    private static final String STORE = "node_modules/.pnpm/";
    private static final int ENTRIES = 50_000;

    private final Tree tree;
    private final PnpmKeys keys;
    private final SortedMap<String, LockedPackage> packages = new TreeMap<>();
    private final List<Deps.Link> links = new ArrayList<>();

    private PnpmLock(Tree tree, JsonNode lock) {
        this.tree = tree;
        this.keys = new PnpmKeys(lock);
    }

    static Deps read(Tree tree, String text) {
        JsonNode lock = Yaml.read(FILE, text);
        if (lock.path("packages").size() > ENTRIES) {
            throw LockFault.file(FILE, "it has more than " + ENTRIES + " entries", "Use fewer dependencies.");
        }
        return new PnpmLock(tree, lock).deps(lock, text);
    }

    private Deps deps(JsonNode lock, String text) {
        var patched = lock.path("patchedDependencies").fieldNames();
        if (patched.hasNext()) {
            throw LockFault.entry(
                    FILE,
                    patched.next(),
                    "it is patched by a file of the repository, which is not applied",
                    "Publish the patched package, or keep it as a folder of the workspace.");
        }
        keys.packages().forEach((key, fields) -> packages.put(key, keys.read(key, fields)));
        List<Importer> importers = importers(lock);
        Set<String> production = reached(importers);
        var files = new ArrayList<Deps.SourceFile>();
        packages.forEach((key, found) -> {
            if (found.folder() != null) {
                return;
            }
            boolean dev = !production.contains(key);
            files.add(Laid.file(place(found), found, dev));
            found.needs().forEach((name, id) -> {
                if (!name.equals(found.name())) {
                    links.add(new Deps.Link(home(found) + "node_modules/" + name, target(id), dev));
                }
            });
        });
        importers.forEach(importer -> importer.all()
                .forEach((name, id) -> links.add(new Deps.Link(
                        importer.modules() + "/" + name,
                        target(id),
                        !importer.production().containsKey(name)))));
        hoist(importers, production, new PnpmSettings(tree).flat());
        return Laid.deps(text, files, links);
    }

    private List<Importer> importers(JsonNode lock) {
        var importers = new ArrayList<Importer>();
        Map<String, JsonNode> listed = new TreeMap<>();
        lock.path("importers").properties().forEach(one -> listed.put(one.getKey(), one.getValue()));
        if (listed.isEmpty()) {
            listed.put(".", lock);
        }
        listed.forEach((key, fields) -> {
            String folder = Folders.join("", key);
            SortedMap<String, String> production = asked(folder, fields, "optionalDependencies");
            production.putAll(asked(folder, fields, "dependencies"));
            SortedMap<String, String> development = asked(folder, fields, "devDependencies");
            development.keySet().removeAll(production.keySet());
            importers.add(new Importer(folder, production, development));
        });
        return importers;
    }

    private SortedMap<String, String> asked(String folder, JsonNode importer, String kind) {
        var ids = new TreeMap<String, String>();
        importer.path(kind).properties().forEach(one -> {
            String name = one.getKey();
            JsonNode value = one.getValue();
            String version = value.isObject() ? value.path("version").asText("") : value.asText("");
            if (!name.matches(Archives.NAME)) {
                throw LockFault.entry(FILE, name, "it is no name of a package", "Make the lock file again.");
            }
            ids.put(name, version.startsWith("link:") ? link(folder, version) : keys.find(name, version));
        });
        return ids;
    }

    private String link(String folder, String version) {
        String place = Folders.join(folder, version.substring("link:".length()));
        if (tree.entry(place).isEmpty()) {
            throw LockFault.entry(
                    FILE, version, "its folder \"" + place + "\" is not in the repository", "Commit that folder.");
        }
        String id = "folder:" + place;
        packages.putIfAbsent(
                id, new LockedPackage(id, place, "0.0.0", null, place, new TreeMap<>(), LockedPackage.Platform.ANY));
        return id;
    }

    private Set<String> reached(List<Importer> importers) {
        var reached = new HashSet<String>();
        var waiting = new ArrayDeque<String>();
        importers.forEach(importer -> waiting.addAll(importer.production().values()));
        while (!waiting.isEmpty()) {
            String id = waiting.removeFirst();
            LockedPackage found = packages.get(id);
            if (found != null && reached.add(id)) {
                waiting.addAll(found.needs().values());
            }
        }
        return reached;
    }

    /**
     * Packages that ask for what they do not declare find it as with pnpm: in a common folder behind all others; with the
     * settings for a flat tree, and for linters, at the root.
     */
    private void hoist(List<Importer> importers, Set<String> production, boolean flat) {
        var taken = new HashSet<String>();
        importers.stream()
                .filter(importer -> importer.folder().isEmpty())
                .forEach(root -> taken.addAll(root.all().keySet()));
        var hoisted = new TreeMap<String, LockedPackage>();
        packages.values().stream()
                .filter(found -> found.folder() == null)
                .sorted(java.util.Comparator.comparing((LockedPackage found) -> !production.contains(found.id()))
                        .thenComparing(LockedPackage::id))
                .forEach(found -> hoisted.putIfAbsent(found.name(), found));
        hoisted.forEach((name, found) -> {
            boolean dev = !production.contains(found.id());
            links.add(new Deps.Link(STORE + "node_modules/" + name, place(found), dev));
            if (!taken.contains(name) && (flat || name.contains("eslint") || name.contains("prettier"))) {
                links.add(new Deps.Link("node_modules/" + name, place(found), dev));
            }
        });
    }

    private String target(String id) {
        LockedPackage found = packages.get(id);
        if (found == null) {
            throw LockFault.entry(FILE, id, "it is asked for, and there is no such entry", "Run \"pnpm install\".");
        }
        return found.folder() != null ? found.folder() : place(found);
    }

    private static String place(LockedPackage found) {
        return home(found) + "node_modules/" + found.name();
    }

    /** A short name for a package in the company of its peers. */
    private static String home(LockedPackage found) {
        String plain = found.name().replace('/', '+') + "@" + found.version();
        boolean alone = found.id().endsWith(found.name() + "@" + found.version())
                || found.id().endsWith(found.name() + "/" + found.version());
        String peers = alone
                ? ""
                : "_" + Sri.sha256(found.id()).replaceAll("[^A-Za-z0-9]", "").substring(6, 16);
        return STORE + plain + peers + "/";
    }
}
