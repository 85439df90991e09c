package io.firn.detect.rust;

import com.fasterxml.jackson.databind.JsonNode;
import io.firn.detect.Findings;
import io.firn.tree.TreeEntry;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One package of a Cargo.toml, with the programs that it makes by Cargo's rules: {@code src/main.rs}, {@code src/bin/*},
 * and the {@code [[bin]]} tables.
 *
 * @param folder where it lies; empty for the root
 * @param name its name
 * @param programs names of its programs
 * @param defaultRun the program that {@code cargo run} starts
 * @param rustVersion least Rust, as written
 * @param edition language edition, as written
 * @param dependencies names of the crates that it needs
 * @param outer whether one that it needs, while it is developed or tested too, lies outside of the repository
 */
record CargoPackage(
        String folder,
        String name,
        List<String> programs,
        @Nullable String defaultRun,
        @Nullable String rustVersion,
        @Nullable String edition,
        Set<String> dependencies,
        boolean outer) {
    static final String FILE = "Cargo.toml";

    CargoPackage {
        programs = List.copyOf(programs);
        dependencies = Set.copyOf(dependencies);
    }

    /** The package of a manifest; empty for one that is only a workspace. {@code workspace} is the root's own table. */
    static Optional<CargoPackage> of(Findings findings, String folder, JsonNode manifest, JsonNode workspace) {
        JsonNode own = manifest.path("package");
        String name = own.path("name").asText();
        if (!name.matches("[A-Za-z0-9_][A-Za-z0-9_-]{0,100}")) {
            return Optional.empty();
        }
        var dependencies = new TreeSet<String>();
        for (String table : List.of("dependencies", "build-dependencies")) {
            manifest.path(table).fieldNames().forEachRemaining(dependencies::add);
        }
        return Optional.of(new CargoPackage(
                folder,
                name,
                programs(findings, folder, name, manifest),
                text(own.path("default-run")),
                inherited(own.path("rust-version"), workspace.path("package").path("rust-version")),
                inherited(own.path("edition"), workspace.path("package").path("edition")),
                dependencies,
                outer(manifest, workspace)));
    }

    private static boolean outer(JsonNode manifest, JsonNode workspace) {
        var tables = new ArrayList<>(List.of(manifest));
        manifest.path("target").forEach(tables::add);
        for (JsonNode table : tables) {
            for (String kind : List.of("dependencies", "build-dependencies", "dev-dependencies")) {
                for (Map.Entry<String, JsonNode> one : table.path(kind).properties()) {
                    JsonNode said = one.getValue().path("workspace").asBoolean(false)
                            ? workspace.path("dependencies").path(one.getKey())
                            : one.getValue();
                    if (!said.has("path")) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    String manifest() {
        return folder.isEmpty() ? FILE : folder + "/" + FILE;
    }

    private static List<String> programs(Findings findings, String folder, String name, JsonNode manifest) {
        var names = new LinkedHashSet<String>();
        var taken = new TreeSet<String>(); // files that a [[bin]] table names otherwise
        for (JsonNode bin : manifest.path("bin")) {
            String program = bin.path("name").asText();
            if (program.matches("[A-Za-z0-9_][A-Za-z0-9_-]{0,100}")) {
                names.add(program);
                taken.add(bin.path("path").asText());
            }
        }
        if (!manifest.path("package").path("autobins").asBoolean(true)) {
            return List.copyOf(names);
        }
        String base = folder.isEmpty() ? "" : folder + "/";
        if (findings.has(base + "src/main.rs") && !taken.contains("src/main.rs")) {
            names.add(name);
        }
        for (TreeEntry entry : findings.tree().list(base + "src/bin")) {
            boolean file = entry.isFile() && entry.name().endsWith(".rs");
            String program = file ? entry.name().substring(0, entry.name().length() - 3) : entry.name();
            boolean main = file || findings.has(entry.path() + "/main.rs");
            String path = "src/bin/" + entry.name();
            if (main && !taken.contains(path) && !taken.contains(path + "/main.rs")) {
                names.add(program);
            }
        }
        return new ArrayList<>(names);
    }

    private static @Nullable String inherited(JsonNode own, JsonNode workspace) {
        return text(own.path("workspace").asBoolean(false) ? workspace : own);
    }

    private static @Nullable String text(JsonNode node) {
        return node.isValueNode() && !node.asText().isBlank() ? node.asText().strip() : null;
    }
}
