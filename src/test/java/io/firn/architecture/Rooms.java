package io.firn.architecture;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The rooms of the house and whom each may use. docs/architecture.md shows the same table and is compared with this. */
final class Rooms {
    /** Rooms that every other may use. */
    static final Set<String> EVERYWHERE = Set.of("fault");

    /** Rooms that any room with a door may use. */
    static final Set<String> FOR_DOORS = Set.of("web", "access");

    static final Map<String, List<String>> MAY_USE = new TreeMap<>(Map.ofEntries(
            Map.entry("fault", List.of()),
            Map.entry("tree", List.of()),
            Map.entry("exec", List.of()),
            Map.entry("nix", List.of("exec", "tree")),
            Map.entry("web", List.of()),
            Map.entry("work", List.of()),
            Map.entry("db", List.of("exec")),
            Map.entry("access", List.of("web")),
            Map.entry("app", List.of("access")),
            Map.entry("source", List.of("app", "access", "tree")),
            Map.entry("detect", List.of("tree")),
            Map.entry("detect.web", List.of("detect", "tree")),
            Map.entry("detect.node", List.of("detect", "detect.web", "tree")),
            Map.entry("detect.python", List.of("detect", "tree")),
            Map.entry("detect.golang", List.of("detect", "tree")),
            Map.entry("detect.ruby", List.of("detect", "tree")),
            Map.entry("detect.rust", List.of("detect", "tree")),
            Map.entry("detect.java", List.of("detect", "tree")),
            Map.entry("detect.php", List.of("detect", "tree")),
            Map.entry("detect.docker", List.of("detect", "tree")),
            Map.entry("detect.own", List.of("detect", "tree")),
            Map.entry(
                    "detect.stacks",
                    List.of(
                            "detect",
                            "detect.web",
                            "detect.node",
                            "detect.python",
                            "detect.golang",
                            "detect.ruby",
                            "detect.rust",
                            "detect.java",
                            "detect.php",
                            "detect.docker",
                            "detect.own")),
            Map.entry(
                    "flake",
                    List.of(
                            "detect",
                            "flake.golang",
                            "flake.java",
                            "flake.node",
                            "flake.own",
                            "flake.php",
                            "flake.python",
                            "flake.ruby",
                            "flake.rust",
                            "nix",
                            "tree")),
            Map.entry("flake.golang", List.of("flake", "detect", "tree")),
            Map.entry("flake.java", List.of("flake", "detect", "tree")),
            Map.entry("flake.node", List.of("flake", "detect", "tree")),
            Map.entry("flake.own", List.of("flake", "detect", "nix", "tree")),
            Map.entry("flake.php", List.of("flake", "detect", "tree")),
            Map.entry("flake.python", List.of("flake", "detect", "detect.python", "tree")),
            Map.entry("flake.ruby", List.of("flake", "detect", "tree")),
            Map.entry("flake.rust", List.of("flake", "detect", "tree")),
            Map.entry("packages", List.of("nix", "tree", "exec")),
            Map.entry("mirror", List.of("packages", "nix", "tree", "exec", "access", "app", "work")),
            Map.entry("node", List.of("access", "exec", "work")),
            Map.entry("cache", List.of("nix", "exec", "work")),
            Map.entry("schedule", List.of()),
            Map.entry("farm", List.of("schedule", "node", "nix", "exec", "work", "cache")),
            Map.entry("build", List.of("app", "source", "flake", "schedule", "farm", "nix", "work")),
            Map.entry(
                    "stack",
                    List.of(
                            "app",
                            "source",
                            "detect",
                            "detect.stacks",
                            "flake",
                            "farm",
                            "node",
                            "mirror",
                            "nix",
                            "exec",
                            "tree",
                            "work")),
            Map.entry("image", List.of("cache", "nix", "exec")),
            Map.entry("deploy", List.of("app", "image", "node", "nix", "exec", "work")),
            Map.entry("deploy.swarm", List.of("deploy", "app", "image", "node", "nix", "exec", "work")),
            Map.entry("route", List.of("app", "deploy", "exec", "work")),
            Map.entry(
                    "pipeline",
                    List.of(
                            "app",
                            "source",
                            "detect",
                            "detect.stacks",
                            "flake",
                            "flake.java",
                            "flake.node",
                            "stack",
                            "mirror",
                            "build",
                            "farm",
                            "cache",
                            "image",
                            "deploy",
                            "deploy.swarm",
                            "route",
                            "node",
                            "nix",
                            "exec",
                            "tree",
                            "work")),
            Map.entry(
                    "observe",
                    List.of(
                            "app",
                            "source",
                            "build",
                            "farm",
                            "cache",
                            "image",
                            "deploy",
                            "route",
                            "pipeline",
                            "node",
                            "work")),
            Map.entry("cli", List.of("detect", "detect.stacks", "flake", "packages", "tree", "nix", "exec"))));

    private Rooms() {}

    /** The room of a class by its package name: {@code io.firn.deploy.swarm} is {@code deploy.swarm}. */
    static String of(String packageName) {
        return packageName.equals("io.firn") ? "" : packageName.substring("io.firn.".length());
    }
}
