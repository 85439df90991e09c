package io.firn.nix;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** Reads {@code nix path-info --json}, in both of its shapes: a list (Nix up to 2.18) and an object by path. */
public final class PathInfoJson {
    private static final ObjectMapper JSON = new ObjectMapper();

    private PathInfoJson() {}

    /** The paths, in the order of the text; an invalid path among them is an {@link IllegalArgumentException}. */
    public static List<PathInfo> parse(String text) {
        try {
            JsonNode root = JSON.readTree(text);
            var infos = new ArrayList<PathInfo>();
            if (root.isArray()) {
                root.forEach(node -> infos.add(info(node.path("path").asText(), node)));
            } else {
                root.properties().forEach(entry -> infos.add(info(entry.getKey(), entry.getValue())));
            }
            return List.copyOf(infos);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not the JSON of nix path-info", e);
        }
    }

    /** When paths came into the store, and whether they were built there; those that the store lacks are left out. */
    public static Map<StorePath, Registered> held(String text) {
        try {
            JsonNode root = JSON.readTree(text);
            var found = new HashMap<StorePath, Registered>();
            if (root.isArray()) {
                root.forEach(node -> held(node.path("path").asText(), node, found));
            } else {
                root.properties().forEach(entry -> held(entry.getKey(), entry.getValue(), found));
            }
            return found;
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not the JSON of nix path-info", e);
        }
    }

    private static void held(String path, JsonNode node, Map<StorePath, Registered> into) {
        if (node.hasNonNull("narHash")) {
            into.put(
                    StorePath.parse(path),
                    new Registered(
                            Instant.ofEpochSecond(node.path("registrationTime").asLong()),
                            node.path("ultimate").asBoolean()));
        }
    }

    /**
     * How a path came into a store.
     *
     * @param since when
     * @param ultimate whether it was built there
     */
    public record Registered(Instant since, boolean ultimate) {}

    private static PathInfo info(String path, JsonNode node) {
        if (!node.hasNonNull("narHash")) {
            throw new IllegalArgumentException("the store does not have '" + path + "'");
        }
        SortedSet<StorePath> references = new TreeSet<>();
        node.path("references").forEach(reference -> references.add(StorePath.parse(reference.asText())));
        return new PathInfo(
                StorePath.parse(path),
                NarHash.parse(node.path("narHash").asText()),
                node.path("narSize").asLong(),
                references,
                text(node, "deriver")
                        .filter(d -> !d.endsWith("unknown-deriver"))
                        .map(StorePath::parse),
                text(node, "ca"));
    }

    private static Optional<String> text(JsonNode node, String field) {
        return Optional.ofNullable(node.get(field))
                .filter(JsonNode::isTextual)
                .map(JsonNode::asText)
                .filter(value -> !value.isEmpty());
    }
}
