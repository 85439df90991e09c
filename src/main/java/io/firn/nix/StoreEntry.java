package io.firn.nix;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * A path of a machine's store, as its care needs to know it.
 *
 * @param narSize bytes of its NAR
 * @param registered when it came into the store
 * @param references other paths that it refers to
 */
public record StoreEntry(StorePath path, long narSize, Instant registered, Set<StorePath> references) {
    private static final ObjectMapper JSON = new ObjectMapper();

    public StoreEntry {
        references = Set.copyOf(references);
    }

    /** Reads {@code nix path-info --json} in both of its shapes; what is not valid is left out. */
    public static List<StoreEntry> parse(String text) {
        try {
            JsonNode root = JSON.readTree(text);
            var entries = new ArrayList<StoreEntry>();
            if (root.isArray()) {
                root.forEach(node -> add(entries, node.path("path").asText(), node));
            } else {
                root.properties().forEach(entry -> add(entries, entry.getKey(), entry.getValue()));
            }
            return List.copyOf(entries);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not the JSON of nix path-info", e);
        }
    }

    private static void add(List<StoreEntry> entries, String text, JsonNode node) {
        if (!node.hasNonNull("narSize")) {
            return;
        }
        StorePath path = path(text);
        var references = new TreeSet<StorePath>();
        node.path("references").forEach(reference -> references.add(path(reference.asText())));
        references.remove(path);
        entries.add(new StoreEntry(
                path,
                node.path("narSize").asLong(),
                Instant.ofEpochSecond(node.path("registrationTime").asLong()),
                references));
    }

    private static StorePath path(String text) {
        return text.startsWith("/") ? StorePath.parse(text) : StorePath.parseBase(text);
    }
}
