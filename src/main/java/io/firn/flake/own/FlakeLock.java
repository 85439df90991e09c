package io.firn.flake.own;

import com.fasterxml.jackson.databind.JsonNode;
import io.firn.detect.Json;
import io.firn.flake.Deps;
import io.firn.flake.LockFault;
import io.firn.flake.Pins;
import io.firn.flake.Sri;
import io.firn.nix.NarHash;
import io.firn.nix.StorePaths;
import io.firn.tree.Tree;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Reads a flake.lock: an input of a code host becomes its archive, which is fetched before the evaluation and compared with the
 * lock's {@code narHash}; one of the repository itself needs nothing. Form: version 5 to 7, as {@code nix flake lock} writes it.
 */
public final class FlakeLock {
    private static final String FILE = "flake.lock";
    private static final int LIMIT = 8 << 20;
    private static final int MOST_INPUTS = 200;
    private static final Set<String> ARCHIVES = Set.of("github", "gitlab");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,100}");
    private static final Pattern REVISION = Pattern.compile("[0-9a-f]{40}");
    /** The package set itself: it is given, whatever a lock says. */
    private static final String OURS = "firn";

    private final Map<Pins.Wanted, NarHash> wanted = new TreeMap<>();

    private FlakeLock() {}

    /** The inputs of the flake in a folder; none where it has no lock. */
    public static Deps read(Tree tree, Pins pins) {
        if (tree.entry(FILE).isEmpty()) {
            return Deps.none();
        }
        String text = tree.text(FILE, LIMIT)
                .orElseThrow(() -> LockFault.file(FILE, "it is no file, or too large", "Make it anew: nix flake lock"));
        JsonNode lock = Json.tree(FILE, text);
        String root = lock.path("root").asText("root");
        var inputs = new FlakeLock();
        String ours = lock.path("nodes").path(root).path("inputs").path(OURS).asText("");
        lock.path("nodes").properties().forEach(node -> {
            if (!node.getKey().equals(root) && !node.getKey().equals(ours)) {
                inputs.take(node.getKey(), node.getValue().path("locked"));
            }
        });
        return inputs.deps(text, pins);
    }

    private void take(String node, JsonNode locked) {
        String type = locked.path("type").asText();
        if (type.equals("path") && !locked.path("path").asText("/").startsWith("/")) {
            return;
        }
        if (!ARCHIVES.contains(type)) {
            throw LockFault.entry(
                    FILE,
                    node,
                    "an input of the kind \"" + type + "\" cannot be had",
                    "Take it from github or gitlab, or keep it as a folder of the repository: path:./folder");
        }
        String owner = plain(node, locked, "owner");
        String repository = plain(node, locked, "repo");
        String revision = locked.path("rev").asText();
        if (!REVISION.matcher(revision).matches() || locked.has("host") || wanted.size() >= MOST_INPUTS) {
            throw LockFault.entry(
                    FILE,
                    node,
                    "it has no commit, is of a host of its own, or is one of more than " + MOST_INPUTS,
                    "Make flake.lock anew: nix flake lock");
        }
        String file = type.equals("github")
                ? owner + "/" + repository + "/archive/" + revision + ".tar.gz"
                : owner + "/" + repository + "/-/archive/" + revision + "/" + repository + "-" + revision + ".tar.gz";
        wanted.put(new Pins.Wanted(type, node, revision, file), hash(node, locked));
    }

    private static NarHash hash(String node, JsonNode locked) {
        try {
            return NarHash.parse(locked.path("narHash").asText());
        } catch (RuntimeException none) {
            throw LockFault.entry(FILE, node, "it has no narHash", "Make flake.lock anew: nix flake lock");
        }
    }

    private static String plain(String node, JsonNode locked, String field) {
        String value = locked.path(field).asText();
        if (!NAME.matcher(value).matches()) {
            throw LockFault.entry(
                    FILE, node, "its " + field + " is no plain name", "Make flake.lock anew: nix flake lock");
        }
        return value;
    }

    private Deps deps(String text, Pins pins) {
        if (!pins.bringsInputs()) {
            wanted.clear();
        }
        Map<Pins.Wanted, String> hashes = wanted.isEmpty() ? Map.of() : pins.hashes(wanted.keySet());
        List<Deps.SourceFile> files = new ArrayList<>();
        Map<String, Deps.Input> inputs = new TreeMap<>();
        wanted.forEach((file, narHash) -> {
            String hash = hashes.get(file);
            if (hash == null) {
                throw LockFault.entry(
                        FILE,
                        file.name(),
                        "the registry \"" + file.registry() + "\" does not have " + file.file(),
                        "Point firn.mirror." + file.registry() + " at an address that has it.");
            }
            files.add(Deps.SourceFile.of(file.name(), file.version(), file.registry(), file.file(), hash));
            inputs.put(
                    file.name(),
                    new Deps.Input(StorePaths.fixedRecursive("source", narHash).toString(), narHash.sri()));
        });
        return new Deps(1, "flake", Sri.sha256(text), files, List.of(), List.of(), List.of(), inputs);
    }
}
