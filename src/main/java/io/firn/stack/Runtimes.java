package io.firn.stack;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.firn.detect.Json;
import io.firn.detect.Offers;
import io.firn.tree.MapTree;
import io.firn.tree.Tree;
import io.firn.tree.TreeEntry;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What an administrator changed of the toolchains on offer. Added versions and pins become part of {@code versions.json}, so a
 * flake that is taken away has them; what is hidden or deprecated only decides what is chosen.
 *
 * @param versions changed versions
 * @param pins the version that those get who do not ask, by package set and tool ({@code debian/nodejs})
 * @param commands default commands by stack
 */
record Runtimes(List<Version> versions, SortedMap<String, String> pins, SortedMap<String, Commands> commands) {
    private static final int LIMIT = 4 << 20;

    Runtimes {
        versions = List.copyOf(versions);
        pins = Collections.unmodifiableSortedMap(new TreeMap<>(pins));
        commands = Collections.unmodifiableSortedMap(new TreeMap<>(commands));
    }

    /**
     * One version of a tool.
     *
     * @param entry what {@code versions.json} is to hold of it, as JSON; null where it holds it already
     * @param hidden whether it is not chosen any more; apps that are locked to it keep it
     * @param deprecated what those who use it are told; null where nothing
     */
    record Version(
            String packageSet,
            String tool,
            String version,
            @Nullable String entry,
            boolean hidden,
            @Nullable String deprecated) {}

    /** Commands for repositories that name none. */
    record Commands(@Nullable String build, @Nullable String start) {}

    static Runtimes none() {
        return new Runtimes(List.of(), new TreeMap<>(), new TreeMap<>());
    }

    /** The same for the same additions and pins. */
    String fingerprint() {
        var parts = new StringBuilder();
        for (Version version : added()) {
            parts.append(Json.line(
                    List.of(version.packageSet(), version.tool(), version.version(), String.valueOf(version.entry()))));
        }
        parts.append(Json.line(pins));
        return Fingerprint.of(List.of(parts.toString()));
    }

    private List<Version> added() {
        return versions.stream().filter(version -> version.entry() != null).toList();
    }

    /** The distribution with the added versions and pins in its {@code versions.json}; as it was where there are none. */
    Tree overlaid(Tree distribution) {
        Optional<String> text = distribution.text(Offers.FILE, LIMIT);
        if (text.isEmpty() || (added().isEmpty() && pins.isEmpty())) {
            return distribution;
        }
        var root = (ObjectNode) Json.tree(Offers.FILE, text.get());
        for (Version version : added()) {
            if (version.entry() != null) {
                root.withObject("/" + version.tool())
                        .withObject("/" + version.packageSet())
                        .withObject("/versions")
                        .set(version.version(), Json.tree("entry", version.entry()));
            }
        }
        pins.forEach((key, version) -> {
            String[] parts = key.split("/", 2);
            root.withObject("/" + parts[1]).withObject("/" + parts[0]).put("default", version);
        });
        MapTree.Builder files = MapTree.builder();
        for (TreeEntry entry : distribution.entries()) {
            if (entry.isFile()) {
                boolean versions = entry.path().equals(Offers.FILE);
                files.file(
                        entry.path(),
                        versions
                                ? Json.write(root).getBytes(StandardCharsets.UTF_8)
                                : Distribution.content(distribution, entry.path()));
            }
        }
        return files.build();
    }

    /** Offers without what is hidden. */
    Offers applied(Offers offers) {
        var hidden = new TreeMap<String, SortedSet<String>>();
        for (Version version : versions) {
            if (version.hidden() && version.packageSet().equals(offers.packageSet())) {
                hidden.computeIfAbsent(version.tool(), tool -> new TreeSet<>()).add(version.version());
            }
        }
        return hidden.isEmpty() ? offers : offers.without(hidden);
    }

    /** What users of a version are told, where it is deprecated. */
    Optional<String> deprecation(String packageSet, String tool, String version) {
        return versions.stream()
                .filter(row -> row.packageSet().equals(packageSet)
                        && row.tool().equals(tool)
                        && row.version().equals(version))
                .findFirst()
                .flatMap(row -> Optional.ofNullable(row.deprecated()));
    }

    /** The default commands of a stack. */
    Commands of(String stack) {
        return Optional.ofNullable(commands.get(stack)).orElse(new Commands(null, null));
    }

    /** Pins that concern one package set, by tool. */
    Map<String, String> pinsOf(String packageSet) {
        var found = new TreeMap<String, String>();
        pins.forEach((key, version) -> {
            if (key.startsWith(packageSet + "/")) {
                found.put(key.substring(packageSet.length() + 1), version);
            }
        });
        return found;
    }
}
