package io.firn.flake.node;

import io.firn.detect.Plan;
import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import io.firn.flake.Deps;
import io.firn.flake.FileDigest;
import io.firn.flake.LockFault;
import io.firn.flake.Pins;
import io.firn.flake.Sri;
import io.firn.tree.Tree;
import io.firn.tree.TreeEntry;
import java.util.List;
import java.util.Set;

/**
 * Apps that name dependencies and have no lock file: their package manager makes one, once, and it belongs to the digest of the files that
 * the manager read. It is believed as far as a lock file of the repository would be, for whoever could change it could commit one.
 */
public final class LockRecord {
    private static final int MANIFESTS = 2000;

    private LockRecord() {}

    /** Whether what the app depends on has to be resolved before it can be built. */
    public static boolean concerns(Plan plan, Tree tree) {
        return plan.stack().equals("nodejs")
                && "recorded".equals(plan.settings().get(Plan.LOCK))
                && (manager(plan).equals("npm")
                        ? NodeLocks.file(plan, tree).isEmpty()
                        : tree.entry(file(plan)).isEmpty());
    }

    /** The name of the lock file that the plan's package manager makes. */
    public static String file(Plan plan) {
        return switch (manager(plan)) {
            case "yarn" -> YarnLock.FILE;
            case "pnpm" -> PnpmLock.FILE;
            case "bun" -> BunLock.FILE;
            default -> "package-lock.json";
        };
    }

    /** SRI of all that decides what the manager chooses: the manifests of every package, its settings, and the versions of both programs. */
    public static String digest(Plan plan, Tree tree) {
        Plan.Toolchain node = plan.toolchain();
        Plan.Installer manager = plan.packageManager();
        var text = new StringBuilder("1\n");
        line(text, "nodejs", node == null ? "" : node.version());
        line(text, manager(plan), manager == null || manager.version() == null ? "" : manager.version());
        Set<String> settings = settings(plan);
        List<String> files = tree.entries().stream()
                .filter(TreeEntry::isFile)
                .map(TreeEntry::path)
                .filter(path ->
                        path.equals("package.json") || path.endsWith("/package.json") || settings.contains(path))
                .filter(path -> !path.contains("node_modules/"))
                .sorted()
                .toList();
        if (files.size() > MANIFESTS) {
            throw LockFault.file(
                    "package.json", "the repository has more than " + MANIFESTS + " of them", "Commit a lock file.");
        }
        files.forEach(path -> line(text, path, FileDigest.sha256(tree, path)));
        return Sri.sha256(text.toString());
    }

    /** The dependencies that a recorded lock file says; a fault where the manager made nothing that can be used. */
    public static Deps deps(Plan plan, Tree tree, String lock, Pins pins) {
        return NodeLocks.read(file(plan), tree, lock, pins);
    }

    /** What is said where nothing is recorded. */
    static Fault missing(Plan plan) {
        return Fault.of(
                FaultCode.UNSUPPORTED,
                "Could not find out what the app depends on: it has no lock file, and nothing is recorded for this package.json.",
                "Deploy the app first: the service resolves its dependencies once and records them. Or run \""
                        + manager(plan) + " install\" and commit " + file(plan) + ".");
    }

    private static String manager(Plan plan) {
        return plan.packageManager() == null ? "npm" : plan.packageManager().name();
    }

    private static Set<String> settings(Plan plan) {
        return switch (manager(plan)) {
            case "yarn" -> Set.of(".npmrc", ".yarnrc", ".yarnrc.yml");
            case "pnpm" -> Set.of(".npmrc", "pnpm-workspace.yaml", ".pnpmfile.cjs");
            case "bun" -> Set.of(".npmrc", "bunfig.toml");
            default -> Set.of(".npmrc");
        };
    }

    private static void line(StringBuilder text, String name, String value) {
        text.append(name).append('\t').append(value).append('\n');
    }
}
