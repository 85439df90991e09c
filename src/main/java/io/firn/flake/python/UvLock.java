package io.firn.flake.python;

import com.fasterxml.jackson.databind.JsonNode;
import io.firn.detect.python.Requirements;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Reads uv.lock: a graph whose root is the project itself; what its conditions do not reach on this interpreter stays out. */
final class UvLock {
    private final List<JsonNode> packages = new ArrayList<>();
    private final String python;

    private UvLock(JsonNode lock, String python) {
        lock.path("package").forEach(packages::add);
        this.python = python;
    }

    static List<PyLock.Locked> read(JsonNode lock, String python) {
        return new UvLock(lock, python).production();
    }

    /** A package, or one of its extras. */
    private record Want(JsonNode one, String extra) {}

    private List<PyLock.Locked> production() {
        var waiting = new ArrayDeque<Want>();
        packages.stream().filter(UvLock::ofProject).forEach(one -> waiting.add(new Want(one, "")));
        Set<JsonNode> reached = new LinkedHashSet<>();
        Set<String> seen = new HashSet<>();
        while (!waiting.isEmpty()) {
            Want want = waiting.removeFirst();
            JsonNode one = want.one();
            if (!seen.add(one.path("name").asText() + " " + one.path("version").asText() + " " + want.extra())) {
                continue;
            }
            reached.add(one);
            JsonNode needs = want.extra().isEmpty()
                    ? one.path("dependencies")
                    : one.path("optional-dependencies").path(want.extra());
            needs.forEach(need -> follow(need, waiting));
        }
        var found = new ArrayList<PyLock.Locked>();
        for (JsonNode one : reached) {
            if (!ofProject(one)) {
                found.add(locked(one));
            }
        }
        return found;
    }

    private void follow(JsonNode need, ArrayDeque<Want> waiting) {
        String marker = need.path("marker").asText("");
        if (!marker.isEmpty() && !Markers.apply(marker, python)) {
            return;
        }
        for (JsonNode one : packages) {
            boolean same = one.path("name").asText().equals(need.path("name").asText())
                    && (!need.has("version")
                            || one.path("version")
                                    .asText()
                                    .equals(need.path("version").asText()));
            if (same) {
                waiting.add(new Want(one, ""));
                need.path("extra").forEach(extra -> waiting.add(new Want(one, extra.asText())));
            }
        }
    }

    /** The project and the members of its workspace are code, no packages of the index. */
    private static boolean ofProject(JsonNode one) {
        JsonNode source = one.path("source");
        return source.has("virtual") || source.has("editable");
    }

    private static PyLock.Locked locked(JsonNode one) {
        var files = new ArrayList<PyLock.Candidate>();
        one.path("wheels").forEach(wheel -> files.add(candidate(wheel)));
        if (one.has("sdist")) {
            files.add(candidate(one.path("sdist")));
        }
        JsonNode source = one.path("source");
        return new PyLock.Locked(
                Requirements.normalised(one.path("name").asText("")),
                one.path("version").asText(""),
                null,
                files,
                source.has("registry") ? null : "source " + source);
    }

    private static PyLock.Candidate candidate(JsonNode file) {
        return new PyLock.Candidate(
                file.path("url").asText(file.path("path").asText("")),
                file.path("hash").asText(""));
    }
}
