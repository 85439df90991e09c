package io.firn.flake.python;

import com.fasterxml.jackson.databind.JsonNode;
import io.firn.detect.python.Requirements;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads poetry.lock in its forms 1 and 2. The first does not say what production needs: that follows from pyproject.toml. */
final class PoetryLock {
    private static final Pattern NAME =
            Pattern.compile("\\s*([A-Za-z0-9](?:[A-Za-z0-9._-]{0,200}[A-Za-z0-9])?).*", Pattern.DOTALL);

    private PoetryLock() {}

    static List<PyLock.Locked> read(JsonNode lock, Optional<JsonNode> pyproject) {
        boolean grouped = lock.path("package").path(0).has("groups");
        boolean categorised = lock.path("package").path(0).has("category");
        Set<String> reached = grouped || categorised || pyproject.isEmpty() ? Set.of() : reached(lock, pyproject.get());
        var packages = new ArrayList<PyLock.Locked>();
        for (JsonNode one : lock.path("package")) {
            String name = Requirements.normalised(one.path("name").asText(""));
            boolean production = grouped
                    ? contains(one.path("groups"), "main")
                    : categorised
                            ? one.path("category").asText("").equals("main")
                            : pyproject.isEmpty() || reached.contains(name);
            if (!production || one.path("optional").asBoolean(false)) {
                continue;
            }
            JsonNode files = one.has("files")
                    ? one.path("files")
                    : lock.path("metadata").path("files").path(one.path("name").asText(""));
            JsonNode source = one.path("source");
            String type = source.path("type").asText("");
            boolean foreign = List.of("git", "directory", "file", "url").contains(type);
            packages.add(new PyLock.Locked(
                    name,
                    one.path("version").asText(""),
                    marker(one),
                    PyLock.candidates(files),
                    foreign ? type + " " + source.path("url").asText("") : null));
        }
        return packages;
    }

    /** Since form 2.1 a condition stands beside the group, where it is not the same for all. */
    private static @org.jspecify.annotations.Nullable String marker(JsonNode one) {
        JsonNode markers = one.path("markers");
        return markers.isObject() ? PyLock.text(markers, "main") : PyLock.text(one, "markers");
    }

    private static Set<String> reached(JsonNode lock, JsonNode pyproject) {
        Map<String, List<String>> needs = new HashMap<>();
        for (JsonNode one : lock.path("package")) {
            var names = new ArrayList<String>();
            one.path("dependencies").properties().forEach(need -> {
                if (!need.getValue().path("optional").asBoolean(false)) {
                    names.add(Requirements.normalised(need.getKey()));
                }
            });
            needs.computeIfAbsent(Requirements.normalised(one.path("name").asText("")), any -> new ArrayList<>())
                    .addAll(names);
        }
        var waiting = new ArrayDeque<String>();
        pyproject.path("tool").path("poetry").path("dependencies").fieldNames().forEachRemaining(waiting::add);
        for (JsonNode need : pyproject.path("project").path("dependencies")) {
            Matcher name = NAME.matcher(need.asText(""));
            if (name.matches()) {
                waiting.add(name.group(1));
            }
        }
        var reached = new HashSet<String>();
        while (!waiting.isEmpty()) {
            String name = Requirements.normalised(waiting.removeFirst());
            if (reached.add(name)) {
                waiting.addAll(needs.getOrDefault(name, List.of()));
            }
        }
        return reached;
    }

    private static boolean contains(JsonNode list, String word) {
        for (JsonNode one : list) {
            if (one.asText().equals(word)) {
                return true;
            }
        }
        return false;
    }
}
