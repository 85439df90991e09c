package io.firn.flake.node;

import com.fasterxml.jackson.databind.JsonNode;
import io.firn.flake.LockFault;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One entry of a yarn.lock.
 *
 * @param keys what it answers: {@code name@range}
 * @param resolved its address (Yarn 1), or its resolution (later ones)
 * @param folder of a member of the workspace; empty for others
 * @param needs name to range
 * @param conditions {@code os=linux & cpu=x64}
 * @param optional whether the tree may do without it
 */
record YarnEntry(
        List<String> keys,
        String version,
        String resolved,
        String integrity,
        String folder,
        SortedMap<String, String> needs,
        String conditions,
        boolean optional) {

    /** Unique in its file. */
    String id() {
        return keys.getFirst();
    }

    /** The name under which it is asked for. */
    String alias() {
        String key = keys.getFirst();
        int at = key.indexOf('@', 1);
        return at < 0 ? key : key.substring(0, at);
    }

    YarnEntry asOptional() {
        return new YarnEntry(keys, version, resolved, integrity, folder, needs, conditions, true);
    }

    /** The entries of a file of Yarn 2 or later, which is YAML. */
    static List<YarnEntry> berry(String text) {
        JsonNode root = Yaml.read(YarnLock.FILE, text);
        var entries = new ArrayList<YarnEntry>();
        root.properties().forEach(field -> {
            if (!field.getKey().equals("__metadata")) {
                entries.add(berry(field.getKey(), field.getValue()));
            }
        });
        return entries;
    }

    private static YarnEntry berry(String key, JsonNode fields) {
        String resolution = fields.path("resolution").asText("");
        int place = resolution.indexOf("@workspace:");
        var needs = new TreeMap<String, String>();
        for (String kind : List.of("dependencies", "optionalDependencies")) {
            fields.path(kind)
                    .properties()
                    .forEach(one -> needs.put(one.getKey(), one.getValue().asText()));
        }
        if (resolution.isEmpty()) {
            throw LockFault.entry(YarnLock.FILE, key, "it has no resolution", "Run \"yarn install\" again.");
        }
        return new YarnEntry(
                List.of(key.split(",\\s*", -1)),
                fields.path("version").asText(""),
                resolution,
                "",
                place < 0 ? "" : Folders.join("", resolution.substring(place + "@workspace:".length())),
                needs,
                fields.path("conditions").asText(""),
                fields.has("conditions"));
    }
}
