package io.firn.flake.node;

import io.firn.detect.Plan;
import io.firn.flake.Deps;
import io.firn.flake.LockFault;
import io.firn.flake.Pins;
import io.firn.tree.Tree;
import io.firn.tree.TreeEntry;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds the lock file of a Node.js app and reads it, whichever manager wrote it. */
public final class NodeLocks {
    static final int LIMIT = 64 << 20;
    private static final Map<String, String> MANAGERS = new LinkedHashMap<>();

    static {
        MANAGERS.put("npm-shrinkwrap.json", "npm");
        MANAGERS.put("package-lock.json", "npm");
        MANAGERS.put("yarn.lock", "yarn");
        MANAGERS.put("pnpm-lock.yaml", "pnpm");
        MANAGERS.put("bun.lock", "bun");
    }

    private NodeLocks() {}

    /** The dependencies of the app in the tree; none where nothing is asked for. A fault names the entry that cannot be used. */
    public static Deps read(Plan plan, Tree tree, Pins pins) {
        Optional<String> file = file(plan, tree);
        if (LockRecord.concerns(plan, tree)) {
            return pins.lock(LockRecord.digest(plan, tree))
                    .map(text -> LockRecord.deps(plan, tree, text, pins))
                    .orElseThrow(() -> LockRecord.missing(plan));
        }
        if (file.isEmpty()) {
            return without(tree);
        }
        return read(file.get(), tree, text(tree, file.get()), pins);
    }

    static Deps read(String file, Tree tree, String text, Pins pins) {
        return switch (file) {
            case YarnLock.FILE -> YarnLock.read(tree, text, pins);
            case PnpmLock.FILE -> PnpmLock.read(tree, text);
            case BunLock.FILE -> BunLock.read(tree, text);
            default -> NpmLock.read(tree, file, text);
        };
    }

    /** The lock file that is read: the chosen manager's, or any other. */
    static Optional<String> file(Plan plan, Tree tree) {
        String manager =
                plan.packageManager() == null ? "" : plan.packageManager().name();
        return MANAGERS.keySet().stream()
                .filter(name -> tree.entry(name).filter(TreeEntry::isFile).isPresent())
                .min(java.util.Comparator.comparing(name -> manager.equals(MANAGERS.get(name)) ? 0 : 1));
    }

    static String text(Tree tree, String file) {
        return tree.text(file, LIMIT)
                .orElseThrow(
                        () -> LockFault.file(file, "it is larger than " + LIMIT + " bytes", "Use fewer dependencies."));
    }

    /** An app without a lock file is built when it asks for nothing. */
    private static Deps without(Tree tree) {
        if (tree.entry("bun.lockb").isPresent()) {
            throw LockFault.file(
                    "bun.lockb",
                    "it is in Bun's old binary form",
                    "Run \"bun install --save-text-lockfile\" and commit bun.lock.");
        }
        var root = new Manifests(tree, List.of()).byFolder().get("");
        if (root != null && !Manifests.production(root).isEmpty()) {
            throw LockFault.file(
                    "package.json",
                    "it asks for packages, and there is no lock file that says which exactly",
                    "Run \"npm install\" and commit package-lock.json.");
        }
        return Deps.none();
    }
}
