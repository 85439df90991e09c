package io.firn.detect;

import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import io.firn.tree.SubTree;
import io.firn.tree.Tree;
import io.firn.tree.TreeEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The refusal of a tree that is of no stack: what was looked for, what is there instead, and what its owner can do. */
record Unknown(String app, Tree tree, List<StackDetector> detectors, Optional<Unsupported.Found> other) {
    /** Folders that are looked into, and how sure a finding in one has to be. */
    private static final int FOLDERS = 100;

    private static final int SURE = 40;

    private static final List<String> MANIFESTS = List.of(
            "package.json",
            "requirements.txt",
            "pyproject.toml",
            "go.mod",
            "Gemfile",
            "composer.json",
            "Cargo.toml",
            "pom.xml",
            "index.html");

    Fault fault() {
        if (tree.list("").isEmpty()) {
            return Fault.of(
                    FaultCode.UNSUPPORTED,
                    "Could not detect the stack of \"" + app + "\": there is no file in it.",
                    "Commit the app's files and deploy again.");
        }
        Optional<Unsupported.Found> shown = other.or(this::below);
        if (shown.isPresent()) {
            Unsupported.Found found = shown.get();
            return Fault.of(
                    FaultCode.UNSUPPORTED,
                    "Could not detect the stack of \"" + app + "\": " + Texts.shown(found.file())
                            + " is there, which is " + found.label() + ", and there is no buildpack for that.",
                    "There are " + stacks()
                            + ": where it is one of them after all, say so in firn.toml (stack = \"…\"); else"
                            + " add a flake.nix that gives packages.x86_64-linux.default, or start from one of their images in"
                            + " a Dockerfile.");
        }
        String looked = detectors.stream()
                .map(detector -> detector.looksFor() + " (" + detector.stack() + ")")
                .collect(Collectors.joining(", "));
        return Fault.of(
                FaultCode.UNSUPPORTED,
                "Could not detect the stack of \"" + app + "\": its root has none of " + looked + ".",
                nextStep());
    }

    /** What the folders of the root show, where none of them has an app. */
    private Optional<Unsupported.Found> below() {
        return folders().isEmpty()
                ? tree.list("").stream()
                        .filter(entry -> entry.kind() == TreeEntry.Kind.FOLDER
                                && !entry.name().startsWith("."))
                        .limit(FOLDERS)
                        .flatMap(entry -> Unsupported.of(SubTree.of(tree, entry.path())).stream()
                                .filter(found -> found.confidence() >= SURE)
                                .map(found -> new Unsupported.Found(
                                        found.label(), found.confidence(), entry.path() + "/" + found.file())))
                        .findFirst()
                : Optional.empty();
    }

    private List<String> folders() {
        var folders = new ArrayList<String>();
        for (TreeEntry entry : tree.list("")) {
            if (entry.kind() == TreeEntry.Kind.FOLDER) {
                MANIFESTS.stream()
                        .filter(file -> tree.entry(entry.path() + "/" + file).isPresent())
                        .findFirst()
                        .ifPresent(file -> folders.add("\"" + entry.path() + "\" (" + file + ")"));
            }
        }
        return folders;
    }

    private String nextStep() {
        List<String> folders = folders();
        if (folders.isEmpty()) {
            return "Put one of these files into the root, or deploy the folder that has one. A program of any other kind"
                    + " needs a flake.nix that gives packages.x86_64-linux.default.";
        }
        String first = folders.getFirst().replaceFirst(" .*", "");
        return "There are apps in " + String.join(", ", folders.subList(0, Math.min(5, folders.size())))
                + ": say which one in firn.toml, for instance root = " + first + ".";
    }

    private String stacks() {
        return detectors.stream().map(StackDetector::stack).collect(Collectors.joining(", "));
    }
}
