package io.firn.nix;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A derivation as {@code nix derivation show} tells it.
 *
 * @param name its name
 * @param out where its output lies; empty where that is known only once it is built
 * @param fixed whether its output is known by hash before, as a fetch's is
 * @param inputs outputs of other derivations that it is made from
 * @param sources files that it is made from
 * @param data its attributes as texts; structured ones as JSON
 */
public record Derivation(
        String name,
        Optional<StorePath> out,
        boolean fixed,
        SortedSet<StorePath> inputs,
        SortedSet<StorePath> sources,
        SortedMap<String, String> data) {
    private static final ObjectMapper JSON = new ObjectMapper();

    public Derivation {
        inputs = Collections.unmodifiableSortedSet(new TreeSet<>(inputs));
        sources = Collections.unmodifiableSortedSet(new TreeSet<>(sources));
        data = Collections.unmodifiableSortedMap(new TreeMap<>(data));
    }

    /** Reads {@code nix derivation show --recursive}; {@link IllegalArgumentException} where it is something else. */
    public static List<Derivation> parse(String text) {
        try {
            JsonNode root = JSON.readTree(text);
            var outputs = new HashMap<String, String>();
            root.properties().forEach(field -> outputs.put(field.getKey(), outPath(field.getValue())));
            var all = new ArrayList<Derivation>();
            for (Map.Entry<String, JsonNode> field : root.properties()) {
                all.add(read(field.getValue(), outputs));
            }
            return List.copyOf(all);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not the JSON of nix derivation show", e);
        }
    }

    private static String outPath(JsonNode derivation) {
        return derivation.path("outputs").path("out").path("path").asText();
    }

    private static Derivation read(JsonNode node, Map<String, String> outputs) throws JsonProcessingException {
        var inputs = new TreeSet<StorePath>();
        node.path("inputDrvs").fieldNames().forEachRemaining(drv -> {
            String path = outputs.getOrDefault(drv, "");
            if (!path.isEmpty()) {
                inputs.add(StorePath.parse(path));
            }
        });
        var sources = new TreeSet<StorePath>();
        node.path("inputSrcs").forEach(source -> sources.add(StorePath.parse(source.asText())));
        var data = new TreeMap<String, String>();
        JsonNode env = node.path("env");
        JsonNode structured = node.hasNonNull("structuredAttrs")
                ? node.path("structuredAttrs")
                : env.hasNonNull("__json") ? JSON.readTree(env.path("__json").asText()) : env;
        structured
                .properties()
                .forEach(field -> data.put(
                        field.getKey(),
                        field.getValue().isTextual()
                                ? field.getValue().asText()
                                : field.getValue().toString()));
        String out = outPath(node);
        return new Derivation(
                node.path("name").asText(),
                out.isEmpty() ? Optional.empty() : Optional.of(StorePath.parse(out)),
                node.path("outputs").path("out").hasNonNull("hash"),
                inputs,
                sources,
                data);
    }
}
