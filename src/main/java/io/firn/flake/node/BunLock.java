package io.firn.flake.node;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.firn.flake.Deps;
import io.firn.flake.LockFault;
import io.firn.tree.Tree;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Reads bun.lock, which is JSON with commas too many. Its keys are the tree: {@code a/b} is b in a's own node_modules, or in those
 * of the member a.
 */
final class BunLock {
    static final String FILE = "bun.lock";
    private static final ObjectMapper LENIENT = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_TRAILING_COMMA)
            .enable(JsonReadFeature.ALLOW_JAVA_COMMENTS)
            .build();
    private static final Pattern NAME = Pattern.compile(Archives.NAME);

    private final JsonNode lock;
    private final SortedMap<String, LockedPackage> packages = new TreeMap<>();
    private final SortedMap<String, String> members = new TreeMap<>();

    private BunLock(JsonNode lock) {
        this.lock = lock;
    }

    static Deps read(Tree tree, String text) {
        try {
            return new BunLock(LENIENT.readTree(text)).deps(tree, text);
        } catch (JsonProcessingException e) {
            throw LockFault.file(
                            FILE,
                            "it is broken in line " + e.getLocation().getLineNr(),
                            "Make it again with \"bun install\".")
                    .causedBy(e);
        }
    }

    private Deps deps(Tree tree, String text) {
        lock.path("workspaces").properties().forEach(member -> {
            if (!member.getKey().isEmpty()) {
                members.put(member.getValue().path("name").asText(member.getKey()), Folders.join("", member.getKey()));
            }
        });
        var placement = new Placement(packages);
        lock.path("packages").properties().forEach(one -> place(placement, one.getKey(), one.getValue(), tree));
        var importers = new ArrayList<Importer>();
        lock.path("workspaces")
                .properties()
                .forEach(member -> importers.add(new Importer(
                        Folders.join("", member.getKey()),
                        names(member.getValue(), List.of("dependencies", "optionalDependencies", "peerDependencies")),
                        names(member.getValue(), List.of("devDependencies")))));
        importers.stream().filter(one -> one.folder().isEmpty()).findFirst().ifPresent(root -> members.keySet()
                .forEach(name -> root.production().put(name, name)));
        return Laid.out(text, placement, importers);
    }

    private void place(Placement placement, String key, JsonNode entry, Tree tree) {
        String path = path(key);
        String what = entry.path(0).asText("");
        int at = what.indexOf('@', 1);
        var archives = new Archives(FILE, key);
        if (at < 0 || !NAME.matcher(what.substring(0, at)).matches()) {
            throw archives.refuse("it names no package", "Make the lock file again with \"bun install\".");
        }
        String name = what.substring(0, at);
        String version = what.substring(at + 1);
        if (version.startsWith("workspace:") || version.startsWith("file:") || version.startsWith("link:")) {
            String folder = Folders.join("", version.substring(version.indexOf(':') + 1));
            if (tree.entry(folder).isEmpty()) {
                throw archives.refuse("its folder \"" + folder + "\" is not in the repository", "Commit it.");
            }
            packages.put(
                    key,
                    new LockedPackage(key, name, "0.0.0", null, folder, new TreeMap<>(), LockedPackage.Platform.ANY));
        } else {
            String integrity = entry.path(entry.size() - 1).asText("");
            JsonNode about = entry.path(2);
            archives.refuseForeign(Archives.isVersion(version) ? "" : version);
            packages.put(
                    key,
                    new LockedPackage(
                            key,
                            name,
                            version,
                            archives.archive(
                                    name, version, address(entry.path(1).asText("")), integrity),
                            null,
                            names(about, List.of("dependencies", "optionalDependencies", "peerDependencies")),
                            new LockedPackage.Platform(
                                    texts(about.path("os")), texts(about.path("cpu")), List.of(), about.has("os"))));
        }
        placement.put(path, key);
    }

    /** Only whole addresses of archives are taken; a bare base address tells nothing more than the name does. */
    private static String address(String given) {
        return given.endsWith(".tgz") ? given : "";
    }

    /** The place of a key: names one after the other, the first perhaps a member's. */
    private String path(String key) {
        var names = new ArrayList<String>();
        String[] parts = key.split("/", 100);
        for (int i = 0; i < parts.length; i++) {
            names.add(parts[i].startsWith("@") && i + 1 < parts.length ? parts[i] + "/" + parts[++i] : parts[i]);
        }
        if (!names.stream().allMatch(name -> NAME.matcher(name).matches())) {
            throw LockFault.entry(FILE, key, "it is no path of packages", "Make the lock file again.");
        }
        String member = names.size() > 1 ? members.get(names.getFirst()) : null;
        String rest = String.join("/node_modules/", member == null ? names : names.subList(1, names.size()));
        return (member == null ? "" : member + "/") + "node_modules/" + rest;
    }

    private static SortedMap<String, String> names(JsonNode fields, List<String> kinds) {
        var names = new TreeMap<String, String>();
        for (String kind : kinds) {
            fields.path(kind).properties().forEach(one -> names.put(one.getKey(), one.getKey()));
        }
        return names;
    }

    private static List<String> texts(JsonNode node) {
        var values = new ArrayList<String>();
        if (node.isTextual() && !node.asText().equals("none")) {
            values.add(node.asText());
        }
        node.forEach(value -> values.add(value.asText()));
        return values;
    }
}
