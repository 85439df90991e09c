package io.firn.detect;

import io.firn.tree.Tree;
import io.firn.tree.TreeEntry;
import java.util.List;
import java.util.Optional;

/**
 * Stacks that Firn knows by their files and does not build, so that it says so instead of guessing.
 *
 * @param label its name for people
 * @param confidence as a {@link Match} has it: what is more surely the app's own goes first
 * @param files names at the root; one that begins with {@code *} is an ending
 */
record Unsupported(String label, int confidence, List<String> files) {
    private static final List<Unsupported> ALL = List.of(
            new Unsupported(".NET", 85, List.of("*.csproj", "*.fsproj", "*.vbproj", "*.sln", "*.slnx", "global.json")),
            new Unsupported("Elixir", 85, List.of("mix.exs")),
            new Unsupported("Erlang", 85, List.of("rebar.config")),
            new Unsupported("Gleam", 85, List.of("gleam.toml")),
            new Unsupported("Scala with sbt", 85, List.of("build.sbt")),
            new Unsupported("Clojure", 85, List.of("project.clj", "deps.edn", "shadow-cljs.edn")),
            new Unsupported("Swift", 85, List.of("Package.swift")),
            new Unsupported("Dart", 85, List.of("pubspec.yaml")),
            new Unsupported("Crystal", 85, List.of("shard.yml")),
            new Unsupported("Haskell", 85, List.of("stack.yaml", "cabal.project", "*.cabal")),
            new Unsupported("OCaml", 85, List.of("dune-project")),
            new Unsupported("Julia", 85, List.of("Project.toml")),
            new Unsupported("R", 85, List.of("renv.lock", "DESCRIPTION")),
            new Unsupported("Zig", 85, List.of("build.zig")),
            new Unsupported("ASP.NET", 85, List.of("Web.config", "*.aspx")),
            new Unsupported("Deno", 49, List.of("deno.json", "deno.jsonc", "deno.lock")),
            new Unsupported("C or C++ with CMake", 47, List.of("CMakeLists.txt")),
            new Unsupported("C or C++ with Meson", 47, List.of("meson.build")),
            new Unsupported("a Compose file", 6, List.of("docker-compose.yml", "compose.yaml", "compose.yml")),
            new Unsupported("Terraform", 6, List.of("*.tf")),
            new Unsupported("a Windows batch file", 5, List.of("*.bat", "*.cmd", "*.ps1")),
            new Unsupported("a shell script", 5, List.of("start.sh", "run.sh", "*.sh")));

    /** What a finding is. */
    record Found(String label, int confidence, String file) {}

    /** The one that says most; stacks that there is a detector for are for it to find. */
    static Optional<Found> of(Tree tree) {
        List<TreeEntry> root = tree.list("");
        for (Unsupported each : ALL) {
            for (TreeEntry entry : root) {
                if (entry.isFile() && each.names(entry.name())) {
                    return Optional.of(new Found(each.label(), each.confidence(), entry.name()));
                }
            }
        }
        return Optional.empty();
    }

    private boolean names(String name) {
        return files.stream()
                .anyMatch(file -> file.startsWith("*") ? name.endsWith(file.substring(1)) : name.equals(file));
    }
}
