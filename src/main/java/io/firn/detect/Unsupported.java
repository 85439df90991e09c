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
 * @param files paths from the root, any of which shows it; one that begins with {@code *} is an ending of a name
 * @param beside folders that have to be there, too, where the names are those of many things; any of them will do
 */
record Unsupported(String label, int confidence, List<String> files, List<String> beside) {
    private static final List<Unsupported> ALL = List.of(
            of("Meteor", 90, ".meteor/release"),
            of(".NET", 85, "*.csproj", "*.fsproj", "*.vbproj", "*.sln", "*.slnx", "global.json"),
            of("Elixir", 85, "mix.exs"),
            of("Erlang", 85, "rebar.config"),
            of("Gleam", 85, "gleam.toml"),
            of("Scala with sbt", 85, "build.sbt", "project/build.properties"),
            of("Scala with Mill", 85, "build.sc", "build.mill"),
            of("Clojure", 85, "project.clj", "deps.edn", "shadow-cljs.edn"),
            of("Swift", 85, "Package.swift"),
            of("Dart", 85, "pubspec.yaml"),
            of("Crystal", 85, "shard.yml"),
            of("Haskell", 85, "stack.yaml", "cabal.project", "*.cabal"),
            of("OCaml", 85, "dune-project"),
            of("Julia", 85, "Project.toml"),
            of("R", 85, "renv.lock", "DESCRIPTION"),
            of("Zig", 85, "build.zig"),
            of("Nim", 85, "*.nimble"),
            of("D", 85, "dub.json", "dub.sdl"),
            of("V", 85, "v.mod"),
            of("Common Lisp", 85, "*.asd"),
            of("ASP.NET", 85, "Web.config", "*.aspx"),
            of("Hugo", 85, "hugo.toml", "hugo.yaml", "hugo.yml", "hugo.json"),
            // a package.json beside it most often brings tools for its styles alone
            new Unsupported(
                    "Hugo",
                    76,
                    List.of("config.toml", "config.yaml", "config.yml", "config.json"),
                    List.of("archetypes", "themes")),
            of("Perl", 60, "cpanfile", "Makefile.PL", "*.psgi"),
            of("Lua", 60, "*.rockspec"),
            of("mdBook", 60, "book.toml"),
            new Unsupported("Zola", 60, List.of("config.toml"), List.of("content")),
            of("Deno", 49, "deno.json", "deno.jsonc", "deno.lock"),
            of("C or C++ with CMake", 47, "CMakeLists.txt"),
            of("C or C++ with Meson", 47, "meson.build"),
            new Unsupported("Jekyll without a Gemfile", 47, List.of("_config.yml"), List.of("_posts", "_layouts")),
            of("COBOL", 30, "*.cbl", "*.cob"),
            of("Scheme", 30, "*.scm"),
            of("Racket", 30, "*.rkt"),
            of("R", 30, "*.R", "*.r"),
            of("C or C++", 30, "*.c", "*.cpp", "*.cc"),
            of("Java classes for a servlet container", 30, "WEB-INF/web.xml"),
            of("Java without Maven or Gradle", 30, "*.java"),
            of("a Helm chart", 6, "Chart.yaml"),
            of("a Compose file", 6, "docker-compose.yml", "docker-compose.yaml", "compose.yaml", "compose.yml"),
            of("Terraform", 6, "*.tf"),
            of("a Windows batch file", 5, "*.bat", "*.cmd", "*.ps1"),
            of("a shell script", 5, "start.sh", "run.sh", "*.sh"));

    private static Unsupported of(String label, int confidence, String... files) {
        return new Unsupported(label, confidence, List.of(files), List.of());
    }

    /** What a finding is. */
    record Found(String label, int confidence, String file) {}

    /** The one that says most; stacks that there is a detector for are for it to find. */
    static Optional<Found> of(Tree tree) {
        List<TreeEntry> root = tree.list("").stream().filter(TreeEntry::isFile).toList();
        for (Unsupported each : ALL) {
            Optional<Found> found =
                    each.shown(tree, root).map(file -> new Found(each.label(), each.confidence(), file));
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private Optional<String> shown(Tree tree, List<TreeEntry> root) {
        for (String file : files) {
            Optional<String> found = file.contains("/")
                    ? tree.entry(file).filter(TreeEntry::isFile).map(TreeEntry::path)
                    : root.stream()
                            .map(TreeEntry::name)
                            .filter(name -> file.startsWith("*") ? name.endsWith(file.substring(1)) : name.equals(file))
                            .findFirst();
            if (found.isPresent()
                    && (beside.isEmpty()
                            || beside.stream()
                                    .anyMatch(folder -> !tree.list(folder).isEmpty()))) {
                return found;
            }
        }
        return Optional.empty();
    }
}
