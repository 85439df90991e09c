package io.firn.flake.node;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.firn.flake.Deps;
import io.firn.flake.LockFault;
import io.firn.flake.Pins;
import io.firn.tree.Tree;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads yarn.lock, of Yarn 1 and of the later ones. It says which version each range became; where the packages lie follows
 * from {@link Hoist}.
 */
final class YarnLock {
    static final String FILE = "yarn.lock";
    private static final int ENTRIES = 50_000;

    private final Tree tree;
    private final boolean berry;
    private final Pins pins;
    private final Manifests manifests;
    private final Map<String, YarnEntry> byKey = new HashMap<>();
    private final Map<String, List<YarnEntry>> byName = new HashMap<>();
    private final SortedMap<String, LockedPackage> packages = new TreeMap<>();
    private final Resolutions resolutions;

    private YarnLock(Tree tree, boolean berry, Pins pins) {
        this.tree = tree;
        this.berry = berry;
        this.pins = pins;
        this.manifests = new Manifests(tree, Manifests.patterns(tree));
        this.resolutions = Resolutions.of(manifests.byFolder().get(""));
    }

    static Deps read(Tree tree, String text, Pins pins) {
        boolean berry = text.startsWith("__metadata:") || text.contains("\n__metadata:");
        var lock = new YarnLock(tree, berry, pins);
        List<YarnEntry> entries = berry ? YarnEntry.berry(text) : YarnText.read(text);
        if (entries.size() > ENTRIES) {
            throw LockFault.file(FILE, "it has more than " + ENTRIES + " entries", "Use fewer dependencies.");
        }
        entries.forEach(lock::index);
        return lock.deps(text);
    }

    private void index(YarnEntry entry) {
        entry.keys().forEach(key -> byKey.put(key, entry));
        byName.computeIfAbsent(entry.alias(), any -> new ArrayList<>()).add(entry);
    }

    private Deps deps(String text) {
        var importers = new ArrayList<Importer>();
        for (String folder : List.copyOf(manifests.byFolder().keySet())) {
            importers.add(importer(folder));
        }
        var waiting = new ArrayList<String>();
        importers.forEach(importer -> waiting.addAll(importer.all().values()));
        var needed = new TreeMap<String, YarnEntry>();
        var entries = new HashMap<String, YarnEntry>();
        byName.values().forEach(list -> list.forEach(entry -> entries.put(entry.id(), entry)));
        for (int i = 0; i < waiting.size(); i++) {
            YarnEntry entry = entries.get(waiting.get(i));
            if (entry != null && needed.putIfAbsent(entry.id(), entry) == null) {
                waiting.addAll(needs(entry).values());
            }
        }
        var archives = new YarnArchives(berry, pins, needed.values());
        needed.forEach((id, entry) -> packages.put(
                id,
                new LockedPackage(
                        id,
                        archives.name(entry),
                        entry.version(),
                        archives.of(entry),
                        null,
                        needs(entry),
                        Platforms.of(entry.conditions(), entry.alias(), entry.optional()))));
        return Laid.out(text, Hoist.of(FILE, packages, importers), importers);
    }

    private Importer importer(String folder) {
        JsonNode manifest = manifests.byFolder().getOrDefault(folder, MissingNode.getInstance());
        SortedMap<String, String> production = Manifests.production(manifest);
        SortedMap<String, String> development = Manifests.development(manifest);
        development.keySet().removeAll(production.keySet());
        var importer = new Importer(folder, asked(folder, production), asked(folder, development));
        if (folder.isEmpty()) { // every member is linked at the root, whether somebody asks for it or not
            manifests.byFolder().forEach((member, read) -> {
                String name = read.path("name").asText("");
                if (!member.isEmpty()
                        && name.matches(Archives.NAME)
                        && !importer.all().containsKey(name)) {
                    importer.production().put(name, link(member));
                }
            });
        }
        return importer;
    }

    private SortedMap<String, String> asked(String folder, SortedMap<String, String> ranges) {
        var ids = new TreeMap<String, String>();
        ranges.forEach((name, range) -> ids.put(
                name,
                find(folder.isEmpty() ? "" : folder, name, range)
                        .orElseThrow(() -> LockFault.file(
                                FILE,
                                "it does not fit package.json, which asks for " + name + " \"" + range + "\"",
                                "Run \"yarn install\" and commit " + FILE + "."))));
        return ids;
    }

    private SortedMap<String, String> needs(YarnEntry entry) {
        var ids = new TreeMap<String, String>();
        entry.needs().forEach((name, range) -> find(null, name, resolutions.of(entry.alias(), name, range))
                .ifPresent(id -> ids.put(name, id)));
        return ids;
    }

    /** The id of what a request became; the folder of who asks is null for packages of the registry. */
    private Optional<String> find(@Nullable String folder, String name, String given) {
        String range = folder == null ? given : resolutions.of("", name, given);
        Optional<String> linked = linked(folder, name, range);
        if (linked.isPresent()) {
            return linked;
        }
        for (String key :
                List.of(name + "@" + range, name + "@npm:" + range, name + "@" + given, name + "@npm:" + given)) {
            YarnEntry entry = byKey.get(key);
            if (entry != null) {
                return Optional.of(entry.folder().isEmpty() ? entry.id() : link(entry.folder()));
            }
        }
        Optional<String> member = manifests.folderOf(name);
        if (member.isPresent()) {
            return member.map(this::link);
        }
        List<YarnEntry> only = byName.getOrDefault(name, List.of());
        return only.size() == 1 ? Optional.of(only.getFirst().id()) : Optional.empty();
    }

    /** A request for a folder of this repository. */
    private Optional<String> linked(@Nullable String folder, String name, String range) {
        if (range.startsWith("workspace:")) {
            return manifests
                    .folderOf(name)
                    .or(() -> Optional.of(Folders.join(folder == null ? "" : folder, range.substring(10))))
                    .filter(place -> manifests.byFolder().containsKey(place))
                    .map(this::link);
        }
        boolean path = range.startsWith("link:")
                || range.startsWith("portal:")
                || (range.startsWith("file:") && !range.endsWith(".tgz") && !range.endsWith(".tar.gz"));
        if (!path || folder == null) {
            return Optional.empty();
        }
        String place =
                Folders.join(folder, range.substring(range.indexOf(':') + 1).replaceFirst("(?:::|#).*", ""));
        if (tree.entry(place).isEmpty()) {
            throw LockFault.entry(
                    "package.json",
                    name,
                    "it is the folder \"" + place + "\", which is not in the repository",
                    "Commit that folder, or ask for a published version.");
        }
        return Optional.of(link(place));
    }

    private String link(String folder) {
        String id = "folder:" + folder;
        packages.putIfAbsent(
                id, new LockedPackage(id, folder, "0.0.0", null, folder, new TreeMap<>(), LockedPackage.Platform.ANY));
        return id;
    }
}
