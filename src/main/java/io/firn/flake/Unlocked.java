package io.firn.flake;

import io.firn.detect.Offers;
import io.firn.detect.Plan;
import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import io.firn.flake.node.LockRecord;
import io.firn.flake.python.PythonRecord;
import io.firn.tree.AddedTree;
import io.firn.tree.SubTree;
import io.firn.tree.Tree;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What an app asks for without a lock file that says which exactly. Its package manager makes the lock file once, on a builder, and what it
 * made belongs to the digest of the files that it read.
 *
 * @param registry that the manager asks
 * @param digest SRI of all that decides what it chooses
 * @param manifest the file in which dependencies are named
 * @param lock the lock file that is missing
 * @param command with which a developer makes it
 * @param commits the lock file that this writes
 * @param added whether the lock file is there when the app is built; else the build gets what was read of it
 * @param settings what the manager is given, beside the app's source, as settings of the plan
 * @param refusal what is said of the app where its packages cannot be chosen, for those that could do without; else none
 */
public record Unlocked(
        String registry,
        String digest,
        String manifest,
        String lock,
        String command,
        String commits,
        boolean added,
        Map<String, String> settings,
        Optional<Fault> refusal) {

    /** Of a manager that reads its own files, and always writes that lock file. */
    Unlocked(String registry, String digest, String manifest, String lock, String command, boolean added) {
        this(registry, digest, manifest, lock, command, lock, added, Map.of(), Optional.empty());
    }

    /**
     * What has to be resolved before the app can be built; empty where a lock file or the package set tells it, and for tools that have no
     * lock file (Maven).
     */
    public static Optional<Unlocked> of(Plan plan, Tree source, Offers offers) {
        return of(plan, source, offers, false);
    }

    /** As above; {@code stays}: what the package set has, too, where that is all. */
    public static Optional<Unlocked> of(Plan plan, Tree source, Offers offers, boolean stays) {
        Tree folder = SubTree.of(source, plan.subdir());
        Optional<PythonRecord.Asked> python = PythonRecord.of(plan, folder, offers, stays);
        if (python.isPresent()) {
            PythonRecord.Asked asked = python.get();
            List<String> byHand = asked.byHand(plan);
            return Optional.of(new Unlocked(
                    "pypi",
                    asked.digest(),
                    asked.manifest(),
                    PythonRecord.FILE,
                    byHand.getFirst(),
                    byHand.getLast(),
                    true,
                    Map.of("requirements", asked.requirements(), "limits", asked.limits()),
                    asked.refusal()));
        }
        if (LockRecord.concerns(plan, folder)) {
            Plan.Installer manager = plan.packageManager();
            return Optional.of(new Unlocked(
                    "npm",
                    LockRecord.digest(plan, folder),
                    "package.json",
                    LockRecord.file(plan),
                    (manager == null ? "npm" : manager.name()) + " install",
                    false));
        }
        return AddedLocks.of(plan, folder);
    }

    /** The repository as it is built, with what was recorded. */
    public Tree built(Plan plan, Tree source, String text) {
        return added ? AddedLocks.with(plan, source, this, text) : source;
    }

    /** The repository with the lock file that was recorded, as its developer would commit it. */
    public Tree committed(Plan plan, Tree source, String text) {
        String folder = plan.subdir().equals(".") || plan.subdir().isEmpty() ? "" : plan.subdir() + "/";
        return added ? built(plan, source, text) : AddedTree.of(source, Map.of(folder + lock, text));
    }

    /** What a developer can do instead, as the middle of a sentence. */
    public String byHand() {
        return "run \"" + command + "\" and commit " + commits;
    }

    /** What is said where nothing is recorded. */
    public Fault missing() {
        return Fault.of(
                FaultCode.UNSUPPORTED,
                "Could not find out what the app depends on: there is no " + lock
                        + " that says all of it, and nothing is recorded for this " + manifest + ".",
                "Deploy the app first, by the name that -a gives: the service resolves its dependencies once and"
                        + " records them. Or "
                        + byHand() + ".");
    }
}
