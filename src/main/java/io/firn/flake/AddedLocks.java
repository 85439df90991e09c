package io.firn.flake;

import io.firn.detect.Plan;
import io.firn.flake.golang.GoDeps;
import io.firn.tree.AddedTree;
import io.firn.tree.Tree;
import io.firn.tree.TreeEntry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Apps of Rust, Go, PHP and Ruby that name dependencies and have no lock file (or, in Go, one that lacks some): their own tool makes one,
 * once, and from then on it is as if the repository held it, for these tools want it beside their manifest while they build. So is the one that
 * pip makes ({@link io.firn.flake.python.PythonRecord}).
 */
final class AddedLocks {
    private static final int FILES = 2000;
    private static final int VERSION = 1;

    /**
     * What a stack's tool reads and writes.
     *
     * @param registry where it asks
     * @param lock the file it writes
     * @param manifest the file in which dependencies are named
     * @param command how it is told to, for people
     * @param decides whether a file has a say in what it chooses
     */
    private record Tool(String registry, String lock, String manifest, String command, Predicate<String> decides) {}

    private static final Map<String, Tool> TOOLS = Map.of(
            "rust",
            new Tool(
                    "crates",
                    "Cargo.lock",
                    "Cargo.toml",
                    "cargo generate-lockfile",
                    path -> named(path, "Cargo.toml") || path.startsWith(".cargo/")),
            "go",
            new Tool(
                    "goproxy",
                    "go.sum",
                    "go.mod",
                    "go mod tidy",
                    path -> named(path, "go.mod") || named(path, "go.sum")),
            "php",
            new Tool(
                    "packagist",
                    "composer.lock",
                    "composer.json",
                    "composer update",
                    path -> named(path, "composer.json")),
            "ruby",
            new Tool("rubygems", "Gemfile.lock", "Gemfile", "bundle lock", AddedLocks::ofBundler));

    private AddedLocks() {}

    /** What has to be resolved before the app in this folder can be built; empty where a lock file tells it. */
    static Optional<Unlocked> of(Plan plan, Tree folder) {
        Tool tool = TOOLS.get(plan.stack());
        if (tool == null || !"recorded".equals(plan.settings().get(Plan.LOCK))) {
            return Optional.empty();
        }
        return Optional.of(new Unlocked(
                tool.registry(), digest(plan, folder, tool), tool.manifest(), tool.lock(), tool.command(), true));
    }

    /** The app's repository as it is built: with the recorded lock file in its folder. */
    static Tree with(Plan plan, Tree whole, Unlocked unlocked, String text) {
        String folder = plan.subdir().equals(".") || plan.subdir().isEmpty() ? "" : plan.subdir() + "/";
        var added = new HashMap<String, String>();
        if (plan.stack().equals("go")) {
            parts(text).forEach((name, content) -> added.put(folder + name, content));
        } else {
            added.put(folder + unlocked.lock(), text);
        }
        return AddedTree.of(whole, added);
    }

    /**
     * Go writes two files, which are recorded as one: {@code -- NAME --} stands before each, as in Go's own txtar. Neither file can have such
     * a line itself.
     */
    static Map<String, String> parts(String text) {
        var parts = new HashMap<String, StringBuilder>();
        StringBuilder part = new StringBuilder();
        for (String line : (Iterable<String>) text.lines()::iterator) {
            if (line.equals("-- go.mod --") || line.equals("-- go.sum --")) {
                part = parts.computeIfAbsent(line.substring(3, line.length() - 3), name -> new StringBuilder());
            } else {
                part.append(line).append('\n');
            }
        }
        var texts = new HashMap<String, String>();
        parts.forEach((name, content) -> texts.put(name, content.toString()));
        return texts;
    }

    private static String digest(Plan plan, Tree folder, Tool tool) {
        Plan.Toolchain toolchain = plan.toolchain();
        var text = new StringBuilder(VERSION + "\n");
        line(text, plan.stack(), toolchain == null ? "" : toolchain.version());
        List<String> files = folder.entries().stream()
                .filter(TreeEntry::isFile)
                .map(TreeEntry::path)
                .filter(tool.decides())
                .filter(path -> !("/" + path).matches("/(?:.*/)?(?:vendor|target|node_modules)/.*"))
                .sorted()
                .toList();
        if (files.size() > FILES) {
            throw LockFault.file(
                    tool.manifest(),
                    "the repository has more than " + FILES + " of them",
                    "Commit " + tool.lock() + ".");
        }
        files.forEach(path -> line(text, path, FileDigest.sha256(folder, path)));
        if (plan.stack().equals("go")) {
            GoDeps.imports(folder).forEach(path -> line(text, "import", path)); // as its tool reads code, too
        }
        return Sri.sha256(text.toString());
    }

    private static boolean named(String path, String name) {
        return path.equals(name) || path.endsWith("/" + name);
    }

    /** A Gemfile may read others, and a gem of the repository usually reads its version. */
    private static boolean ofBundler(String path) {
        return path.startsWith("Gemfile")
                || path.endsWith(".gemspec")
                || named(path, "version.rb")
                || path.equals(".ruby-version")
                || path.equals(".tool-versions");
    }

    private static void line(StringBuilder text, String name, String value) {
        text.append(name).append('\t').append(value).append('\n');
    }
}
