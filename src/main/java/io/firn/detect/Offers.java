package io.firn.detect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import io.firn.tree.Tree;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.semver4j.Semver;

/** What a package set offers: the part of {@code buildpacks/versions.json} that concerns it. */
public final class Offers {
    /** Where the file lies in a distribution. */
    public static final String FILE = "buildpacks/versions.json";

    private static final int LIMIT = 4 << 20;

    private final String packageSet;
    private final ObjectNode root;

    private Offers(String packageSet, ObjectNode root) {
        this.packageSet = packageSet;
        this.root = root;
    }

    /** Reads the file out of a distribution (the folder that holds {@code nix/} and {@code buildpacks/}). */
    public static Offers of(Tree distribution, String packageSet) {
        String text = distribution
                .text(FILE, LIMIT)
                .orElseThrow(() -> Fault.of(
                        FaultCode.NOT_FOUND,
                        "Could not read \"" + FILE + "\": the distribution does not hold it.",
                        "Point firn.nix-home at a folder that holds nix/ and buildpacks/."));
        return parse(text, packageSet);
    }

    /** Reads the text of the file. */
    public static Offers parse(String json, String packageSet) {
        return new Offers(packageSet, (ObjectNode) Json.tree(FILE, json));
    }

    /** Name of the package set. */
    public String packageSet() {
        return packageSet;
    }

    /** The versions of one tool, ascending. */
    public Offer of(String tool) {
        JsonNode offer = root.path(tool).path(packageSet);
        var versions = new ArrayList<String>();
        offer.path("versions").fieldNames().forEachRemaining(versions::add);
        if (versions.isEmpty()) {
            throw Fault.of(
                    FaultCode.UNSUPPORTED,
                    "Could not find \"" + tool + "\": the package set \"" + packageSet + "\" does not offer it.",
                    "Use another package set.");
        }
        versions.sort((a, b) -> semver(a).compareTo(semver(b)));
        return new Offer(tool, packageSet, offer.path("default").asText(versions.getLast()), List.copyOf(versions));
    }

    /** The one version of another tool that a version of a tool runs on; empty where it runs on any. */
    public Optional<String> bound(String tool, String version, String other) {
        String only = root.path(tool)
                .path(packageSet)
                .path("versions")
                .path(version)
                .path(other)
                .asText("");
        return only.isEmpty() ? Optional.empty() : Optional.of(only);
    }

    /** The tools that the set has, by name. */
    public SortedSet<String> tools() {
        var tools = new TreeSet<String>();
        root.fieldNames().forEachRemaining(tool -> {
            if (offers(tool)) {
                tools.add(tool);
            }
        });
        return tools;
    }

    /** Whether the set has any version of a tool. */
    public boolean offers(String tool) {
        return !root.path(tool).path(packageSet).path("versions").isEmpty();
    }

    /** Whether the set has that version of a tool, hidden or not. */
    public boolean has(String tool, String version) {
        return root.path(tool).path(packageSet).path("versions").has(version);
    }

    /** The same offers, where some versions are not chosen: a standard version among them is the newest of the others instead. */
    public Offers without(Map<String, ? extends Set<String>> hidden) {
        ObjectNode changed = root.deepCopy();
        hidden.forEach((tool, versions) -> {
            if (changed.path(tool).path(packageSet) instanceof ObjectNode offer) {
                if (offer.path("versions") instanceof ObjectNode all) {
                    all.remove(versions);
                }
                if (versions.contains(offer.path("default").asText())) {
                    offer.remove("default");
                }
            }
        });
        return new Offers(packageSet, changed);
    }

    /** The same offers with another standard version of a tool, where the set has it. */
    public Offers preferring(String tool, String version) {
        ObjectNode changed = root.deepCopy();
        if (has(tool, version) && changed.path(tool).path(packageSet) instanceof ObjectNode offer) {
            offer.put("default", version);
        }
        return new Offers(packageSet, changed);
    }

    /** Libraries that the set supplies with one version of a tool, by the name that the language's own index uses. */
    public SortedMap<String, Supplied> supplied(String tool, String version) {
        var result = new TreeMap<String, Supplied>();
        JsonNode packages =
                root.path(tool).path(packageSet).path("versions").path(version).path("packages");
        packages.properties()
                .forEach(field -> result.put(
                        field.getKey(),
                        new Supplied(
                                field.getValue().path("package").asText(),
                                field.getValue().path("version").asText())));
        return result;
    }

    /** A version as numbers that can be compared; zero where it has none. */
    public static Semver semver(String version) {
        Semver parsed = Semver.coerce(version);
        return parsed == null ? Semver.ZERO : parsed;
    }

    /** A library of the package set. */
    public record Supplied(String packageName, String version) {}
}
