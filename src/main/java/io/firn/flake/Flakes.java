package io.firn.flake;

import io.firn.detect.Json;
import io.firn.detect.Offers;
import io.firn.detect.Plan;
import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import io.firn.flake.golang.GoDeps;
import io.firn.flake.java.MavenDeps;
import io.firn.flake.node.NodeLocks;
import io.firn.flake.own.FlakeLock;
import io.firn.flake.php.ComposerDeps;
import io.firn.flake.python.PythonDeps;
import io.firn.flake.ruby.GemLock;
import io.firn.flake.rust.CargoDeps;
import io.firn.tree.SubTree;
import io.firn.tree.Tree;
import io.firn.tree.TreeEntry;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Writes the flake of an app: the same plan, lock files and distribution give the same bytes. */
public final class Flakes {
    private static final String SEED = "nix/sets/debian/seed/";

    private Flakes() {}

    /** What an app depends on, by its lock files; a fault names the entry that cannot be used. */
    public static Deps deps(Plan plan, Tree source, Tree distribution, String packageSet) {
        return deps(plan, source, distribution, packageSet, Pins.NONE);
    }

    /** As above, with hashes that are known of versions whose lock file has none. */
    public static Deps deps(Plan plan, Tree source, Tree distribution, String packageSet, Pins pins) {
        return read(plan, SubTree.of(source, plan.subdir()), distribution, packageSet, pins);
    }

    private static Deps read(Plan plan, Tree source, Tree distribution, String packageSet, Pins pins) {
        if (plan.settings().containsKey(Plan.RECORDER) && !plan.stack().equals("java")) {
            return Deps.none(); // it is being found out
        }
        return switch (plan.stack()) {
            case "nodejs" -> NodeLocks.read(plan, source, pins);
            case "python" -> PythonDeps.read(plan, source, Offers.of(distribution, packageSet), pins);
            case "ruby" -> GemLock.read(plan, source, Offers.of(distribution, packageSet), pins);
            case "java" -> MavenDeps.read(plan, source, pins);
            case "rust" -> CargoDeps.read(plan, source, Offers.of(distribution, packageSet));
            case "php" -> ComposerDeps.read(plan, source, Offers.of(distribution, packageSet), pins);
            case "go" -> GoDeps.read(source, pins);
            case "flake" -> FlakeLock.read(source, pins);
            default -> Deps.none();
        };
    }

    /** Everything that Nix needs to build an app, next to its source. */
    public static Flake write(Plan plan, Tree source, Tree distribution, BuildSettings settings) {
        return write(plan, source, distribution, settings, Pins.NONE);
    }

    /** As above, with hashes that are known of versions whose lock file has none. */
    public static Flake write(Plan plan, Tree source, Tree distribution, BuildSettings settings, Pins pins) {
        Deps deps = deps(plan, source, distribution, settings.packageSet(), pins);
        var files = new TreeMap<String, byte[]>();
        files.put("flake.nix", bytes(flakeNix(plan, settings)));
        files.put("flake.lock", bytes(flakeLock(settings.source())));
        files.put("plan.json", bytes(plan.toJson()));
        files.put("deps.json", bytes(deps.toJson()));
        files.put("mirrors.nix", bytes(mirrors(settings.mirrors())));
        copy(distribution, plan.stack(), settings.packageSet(), files);
        return new Flake(files, deps);
    }

    private static String flakeNix(Plan plan, BuildSettings settings) {
        boolean stored = settings.source() instanceof SourceRef.Stored;
        String input =
                switch (settings.source()) {
                    case SourceRef.Stored at ->
                        """

                          inputs.src = {
                            url = %s;
                            flake = false;
                          };
                        """
                                .formatted(NixText.string("path:" + at.path()));
                    case SourceRef.Beside beside -> "";
                };
        return """
                # Made by Firn: `nix build` makes the app out of its source, by the plan in plan.json.
                {
                  description = %s;
                %s
                  outputs =
                    { self%s }:
                    import ./firn/nix/lib/app.nix {
                      src = %s;
                      plan = ./plan.json;
                      deps = ./deps.json;
                      mirrors = import ./mirrors.nix;
                      set = %s;
                    };
                }
                """
                .formatted(
                        NixText.string(plan.name() + ", a " + plan.stack() + " app"),
                        input,
                        stored ? ", src" : "",
                        stored ? "src" : "./src",
                        NixText.string(settings.packageSet()));
    }

    private static String flakeLock(SourceRef source) {
        var nodes = new LinkedHashMap<String, Object>();
        switch (source) {
            case SourceRef.Stored at -> {
                var locked = new LinkedHashMap<String, Object>();
                locked.put("lastModified", 1);
                locked.put("narHash", at.hash().sri());
                locked.put("path", at.path().toString());
                locked.put("type", "path");
                var original = new LinkedHashMap<String, Object>();
                original.put("path", at.path().toString());
                original.put("type", "path");
                var src = new LinkedHashMap<String, Object>();
                src.put("flake", false);
                src.put("locked", locked);
                src.put("original", original);
                nodes.put("root", Map.of("inputs", Map.of("src", "src")));
                nodes.put("src", src);
            }
            case SourceRef.Beside beside -> nodes.put("root", Map.of());
        }
        var lock = new LinkedHashMap<String, Object>();
        lock.put("nodes", nodes);
        lock.put("root", "root");
        lock.put("version", 7);
        return Json.write(lock);
    }

    private static String mirrors(SortedMap<String, String> mirrors) {
        var text = new StringBuilder(
                """
                # Where to fetch from, by registry, when no mirror of Firn answers. An address never changes what is built.
                {
                """);
        mirrors.forEach((registry, base) -> text.append("  ")
                .append(NixText.string(registry))
                .append(" = ")
                .append(NixText.string(base))
                .append(";\n"));
        return text.append("}\n").toString();
    }

    /** Firn's own Nix code as it is; examples, notes and what only makes locks are left out. */
    private static void copy(Tree distribution, String stack, String packageSet, Map<String, byte[]> into) {
        boolean found = false;
        for (TreeEntry entry : distribution.entries()) {
            String path = entry.path();
            boolean wanted = path.startsWith("nix/lib/")
                    || path.equals("nix/sets/interface.nix")
                    || path.startsWith("nix/sets/" + packageSet + "/")
                    || path.startsWith("buildpacks/" + stack + "/")
                    || path.startsWith("buildpacks/static/") // sites that other stacks build are served by it
                    || path.equals(Offers.FILE);
            boolean extra = path.contains("/examples/")
                    || path.endsWith(".md")
                    || path.endsWith("/roots.json")
                    || path.startsWith(SEED);
            if (entry.isFile() && wanted && !extra) {
                into.put("firn/" + path, content(distribution, path));
                found |= path.equals("nix/lib/app.nix");
            }
        }
        if (!found) {
            throw Fault.of(
                    FaultCode.NOT_FOUND,
                    "Could not write the flake: the distribution has no \"nix/lib/app.nix\".",
                    "Point firn.nix-home at a folder that holds nix/ and buildpacks/.");
        }
    }

    private static byte[] content(Tree tree, String path) {
        try (InputStream in = tree.open(path)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw Fault.of(FaultCode.UNAVAILABLE, "Could not read \"" + path + "\" of the distribution.")
                    .causedBy(e);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
