package io.firn.flake.python;

import com.fasterxml.jackson.databind.JsonNode;
import io.firn.detect.Plan;
import io.firn.detect.python.Requirements;
import io.firn.flake.LockFault;
import io.firn.flake.python.PyLock.Candidate;
import io.firn.flake.python.PyLock.Locked;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** pylock.toml, the lock file that is no one tool's own: https://packaging.python.org/en/latest/specifications/pylock-toml/. */
final class StandardLock {
    static final String FILE = "pylock.toml";

    /** Before a path below the index, wherever that is: what {@code choose.py} writes. */
    static final String NEUTRAL = "http://pypi.sources.invalid/";

    private static final Pattern MADE_HERE = Pattern.compile("(?m)^created-by\\s*=\\s*[\"']firn[\"']\\s*$");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9](?:[A-Za-z0-9._-]{0,200}[A-Za-z0-9])?");
    private static final Pattern PATH = Pattern.compile("[A-Za-z0-9@!%+~=,:._-]+(?:/[A-Za-z0-9@!%+~=,:._-]+)*");

    private StandardLock() {}

    /**
     * Whether the file decides: one that Firn made does, and others where the plan says so. Apps that were built before it was read at all
     * go on as they were.
     */
    static boolean counts(String text, Plan plan) {
        return MADE_HERE.matcher(text).find() || FILE.equals(plan.settings().get(Plan.LOCK));
    }

    static List<Locked> read(JsonNode lock) {
        String version = lock.path("lock-version").asText("");
        if (!version.startsWith("1.")) {
            throw LockFault.file(
                    FILE,
                    "it is of the form \"" + version + "\", and 1.0 is known",
                    "Make it again with another tool.");
        }
        var packages = new ArrayList<Locked>();
        for (JsonNode one : lock.path("packages")) {
            String name = one.path("name").asText("");
            if (!NAME.matcher(name).matches()) {
                throw LockFault.entry(FILE, name, "that is no package's name", "Make it again.");
            }
            var files = new ArrayList<Candidate>();
            one.path("wheels").forEach(wheel -> files.add(candidate(name, wheel)));
            if (one.path("sdist").isObject()) {
                files.add(candidate(name, one.path("sdist")));
            }
            packages.add(new Locked(
                    Requirements.normalised(name),
                    one.path("version").asText(""),
                    PyLock.text(one, "marker"),
                    files,
                    foreign(one, files)));
        }
        return packages;
    }

    private static Candidate candidate(String name, JsonNode file) {
        String url = file.path("url").asText("");
        String path = url.startsWith(NEUTRAL) ? url.substring(NEUTRAL.length()) : "";
        if (url.startsWith(NEUTRAL)
                && (!PATH.matcher(path).matches() || ("/" + path + "/").matches(".*/\\.{1,2}/.*"))) {
            throw LockFault.entry(FILE, name, "the address of its file is none of an index", "Make it again.");
        }
        return new Candidate(
                url.isEmpty() ? file.path("name").asText("") : url,
                "sha256:" + file.path("hashes").path("sha256").asText(""));
    }

    /** What comes from a repository, a folder or a single address instead of the index. */
    private static @Nullable String foreign(JsonNode one, List<Candidate> files) {
        for (String kind : List.of("vcs", "directory", "archive")) {
            if (one.path(kind).isObject()) {
                JsonNode from = one.path(kind);
                return kind + " " + from.path("url").asText(from.path("path").asText(""));
            }
        }
        for (Candidate file : files) {
            if (file.fileName().isEmpty()) {
                return "path";
            }
        }
        return null;
    }
}
