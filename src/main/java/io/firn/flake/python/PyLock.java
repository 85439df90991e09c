package io.firn.flake.python;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.toml.TomlMapper;
import io.firn.detect.Json;
import io.firn.detect.Plan;
import io.firn.detect.python.Requirements;
import io.firn.flake.LockFault;
import io.firn.tree.Tree;
import io.firn.tree.TreeEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A lock file of Python's managers: exact packages with the files that they may come from.
 *
 * @param file its name
 * @param text its content
 * @param packages what runs in production, on this interpreter or another
 */
record PyLock(String file, String text, List<Locked> packages) {
    static final int LIMIT = 64 << 20;

    /**
     * One exact package.
     *
     * @param name normalised
     * @param marker when it counts; null for always
     * @param files candidates: a wheel for some interpreter, a source archive
     * @param foreign address of a repository or folder that it comes from instead; null for the index
     */
    record Locked(
            String name, String version, @Nullable String marker, List<Candidate> files, @Nullable String foreign) {}

    /**
     * A file that the index has.
     *
     * @param address whole URL, or the bare file name where the lock file knows no more
     * @param hash {@code sha256:<hex>}
     */
    record Candidate(String address, String hash) {
        String fileName() {
            String plain = address.replaceFirst("[?#].*", "");
            return plain.substring(plain.lastIndexOf('/') + 1)
                    .replace("%2B", "+")
                    .replace("%2b", "+");
        }
    }

    /** Whether the repository holds one that counts. */
    static boolean there(Tree tree, Plan plan) {
        return file(tree, plan).isPresent();
    }

    private static Optional<String> file(Tree tree, Plan plan) {
        return Stream.of("uv.lock", "poetry.lock", "pdm.lock", "Pipfile.lock", StandardLock.FILE)
                .filter(name -> tree.entry(name).filter(TreeEntry::isFile).isPresent())
                .filter(name -> !name.equals(StandardLock.FILE)
                        || StandardLock.counts(tree.text(name, LIMIT).orElse(""), plan))
                .findFirst();
    }

    /** The first lock file that the repository holds. */
    static Optional<PyLock> read(Tree tree, String python, Plan plan) {
        return file(tree, plan).map(name -> {
            String text = tree.text(name, LIMIT)
                    .orElseThrow(() -> LockFault.file(name, "it is larger than " + LIMIT + " bytes", "Use fewer."));
            return new PyLock(
                    name,
                    text,
                    switch (name) {
                        case "uv.lock" -> UvLock.read(toml(name, text), python);
                        case "poetry.lock" -> PoetryLock.read(toml(name, text), pyproject(tree));
                        case "pdm.lock" -> pdm(toml(name, text));
                        case StandardLock.FILE -> StandardLock.read(toml(name, text));
                        default -> pipfile(Json.tree(name, text));
                    });
        });
    }

    private static List<Locked> pdm(JsonNode lock) {
        var packages = new ArrayList<Locked>();
        for (JsonNode one : lock.path("package")) {
            JsonNode groups = one.path("groups");
            boolean production = groups.isMissingNode();
            for (JsonNode group : groups) {
                production |= group.asText().equals("default");
            }
            if (production) {
                packages.add(new Locked(
                        Requirements.normalised(one.path("name").asText("")),
                        one.path("version").asText(""),
                        text(one, "marker"),
                        candidates(one.path("files")),
                        foreign(one)));
            }
        }
        return packages;
    }

    private static List<Locked> pipfile(JsonNode lock) {
        var packages = new ArrayList<Locked>();
        lock.path("default").properties().forEach(one -> {
            JsonNode fields = one.getValue();
            var files = new ArrayList<Candidate>();
            fields.path("hashes").forEach(hash -> files.add(new Candidate("", hash.asText())));
            packages.add(new Locked(
                    Requirements.normalised(one.getKey()),
                    fields.path("version").asText("").replaceFirst("^===?", ""),
                    text(fields, "markers"),
                    files,
                    foreign(fields)));
        });
        return packages;
    }

    /** {@code {url|file|path, hash}} as Poetry and PDM list them. */
    static List<Candidate> candidates(JsonNode files) {
        var candidates = new ArrayList<Candidate>();
        for (JsonNode file : files) {
            String address = file.path("url").asText(file.path("file").asText(""));
            candidates.add(new Candidate(address, file.path("hash").asText("")));
        }
        return candidates;
    }

    static @Nullable String foreign(JsonNode fields) {
        for (String kind : List.of("git", "hg", "svn", "path", "url")) {
            if (fields.hasNonNull(kind)) {
                return kind + " " + fields.path(kind).asText("");
            }
        }
        return null;
    }

    static @Nullable String text(JsonNode fields, String name) {
        JsonNode value = fields.path(name);
        return value.isTextual() && !value.asText().isBlank() ? value.asText() : null;
    }

    private static Optional<JsonNode> pyproject(Tree tree) {
        return tree.text("pyproject.toml", LIMIT).map(text -> toml("pyproject.toml", text));
    }

    private static JsonNode toml(String file, String text) {
        try {
            return new TomlMapper().readTree(text);
        } catch (JsonProcessingException e) {
            int line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
            throw LockFault.file(file, "its TOML is broken near line " + line, "Make it again with its manager.")
                    .causedBy(e);
        }
    }
}
