package io.firn.flake.node;

import io.firn.detect.Plan;
import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import io.firn.flake.Deps;
import io.firn.flake.FileDigest;
import io.firn.flake.LockFault;
import io.firn.flake.Sri;
import io.firn.tree.Tree;
import io.firn.tree.TreeEntry;
import java.util.List;

/**
 * Apps that name dependencies and have no lock file: npm makes one, once, and it belongs to the digest of the files that npm read. It is
 * believed as far as a lock file of the repository would be, for whoever could change it could commit one.
 */
public final class NpmRecord {
    private static final int MANIFESTS = 2000;

    private NpmRecord() {}

    /** Whether what the app depends on has to be resolved before it can be built. */
    public static boolean concerns(Plan plan, Tree tree) {
        return plan.stack().equals("nodejs")
                && "recorded".equals(plan.settings().get(Plan.LOCK))
                && NodeLocks.file(plan, tree).isEmpty();
    }

    /** SRI of all that decides what npm chooses: the manifests of every package, npm's settings, and the versions of both programs. */
    public static String digest(Plan plan, Tree tree) {
        Plan.Toolchain node = plan.toolchain();
        Plan.Installer npm = plan.packageManager();
        var text = new StringBuilder("1\n");
        line(text, "nodejs", node == null ? "" : node.version());
        line(text, "npm", npm == null || npm.version() == null ? "" : npm.version());
        List<String> files = tree.entries().stream()
                .filter(TreeEntry::isFile)
                .map(TreeEntry::path)
                .filter(path -> path.equals("package.json") || path.endsWith("/package.json") || path.equals(".npmrc"))
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

    /** The dependencies that a recorded lock file says; a fault where npm made nothing that can be used. */
    public static Deps deps(Tree tree, String lock) {
        return NpmLock.read(tree, "package-lock.json", lock);
    }

    /** What is said where nothing is recorded. */
    static Fault missing() {
        return Fault.of(
                FaultCode.UNSUPPORTED,
                "Could not find out what the app depends on: it has no lock file, and nothing is recorded for this package.json.",
                "Deploy the app first: the service resolves its dependencies once and records them. Or run \"npm install\" and"
                        + " commit package-lock.json.");
    }

    private static void line(StringBuilder text, String name, String value) {
        text.append(name).append('\t').append(value).append('\n');
    }
}
