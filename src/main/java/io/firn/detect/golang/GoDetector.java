package io.firn.detect.golang;

import io.firn.detect.Findings;
import io.firn.detect.Match;
import io.firn.detect.Offer;
import io.firn.detect.Offers;
import io.firn.detect.Plan;
import io.firn.detect.Procfile;
import io.firn.detect.Shell;
import io.firn.detect.StackDetector;
import io.firn.detect.Texts;
import io.firn.tree.Tree;
import io.firn.tree.TreeEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Go programs: a module without requirements, or one that carries what it needs in vendor/. */
public final class GoDetector implements StackDetector {
    private static final String FILE = "go.mod";
    private static final Pattern MAIN = Pattern.compile("(?m)^package[ \\t]+main\\b");

    @Override
    public String stack() {
        return "go";
    }

    @Override
    public String looksFor() {
        return FILE;
    }

    @Override
    public Optional<Match> match(Tree tree) {
        if (tree.entry(FILE).isPresent()) {
            String web = Procfile.web(tree.text(Procfile.FILE, Findings.SMALL).orElse(""));
            int confidence = web.matches("(?:node|npm|python\\d?|gunicorn|uvicorn)\\b.*") ? 60 : 90;
            return Optional.of(Match.of(stack(), confidence, FILE, "go.mod is there"));
        }
        boolean single = tree.entry("main.go").isPresent();
        return single ? Optional.of(Match.of(stack(), 60, "main.go", "main.go is there")) : Optional.empty();
    }

    @Override
    public Plan plan(Findings findings) {
        if (!findings.has(FILE)) {
            throw findings.refuse(
                    "there is a main.go and no go.mod",
                    "Run \"go mod init " + findings.app() + "\" and commit go.mod.");
        }
        GoMod module = GoMod.parse(findings.text(FILE).orElse(""));
        if (findings.has("go.work")) {
            findings.warn("go.work is not read: only the module at the root is built.");
        }
        boolean vendored = findings.has("vendor/modules.txt");
        if (!vendored && !module.requires().isEmpty()) {
            throw findings.refuse(
                    "go.mod requires " + Texts.shown(module.requires().getFirst())
                            + (module.requires().size() > 1
                                    ? " and " + (module.requires().size() - 1) + " more"
                                    : "")
                            + ", and there is no vendor folder; a build has no network",
                    "Run \"go mod vendor\" and commit the vendor folder.");
        }
        if (vendored) {
            findings.setting("vendored", "true", "vendor/modules.txt", "vendor/ holds what it needs");
        }
        findings.installer("go", null, FILE, "go.mod is there");
        Plan.Toolchain toolchain = version(findings, module);
        String mainPackage = mainPackage(findings, module);
        String binary = mainPackage.equals(".")
                ? module.base().orElse(findings.app())
                : mainPackage.substring(mainPackage.lastIndexOf('/') + 1);
        findings.setting("package", mainPackage, null, "its files say \"package main\"");
        findings.setting("binary", binary, null, "it is named after its folder or module");
        findings.procfile();
        if (!findings.hasProcess("web")) {
            findings.process("web", Shell.quote(binary), null, "it is the program that is built");
        }
        return findings.plan(stack(), toolchain);
    }

    private static Plan.Toolchain version(Findings findings, GoMod module) {
        Offer offer = findings.offer("go");
        String asked = module.goVersion();
        if (asked == null) {
            findings.note(
                    "toolchain.version", offer.standard(), null, "no version is asked for, so it is the standard one");
            return new Plan.Toolchain("go", null, offer.standard());
        }
        // go.mod names the least version that builds the module; a newer Go keeps that language version.
        String version = offer.best(candidate -> atLeast(candidate, asked))
                .orElseThrow(() -> findings.refuse(
                        "go.mod asks for Go \"" + Texts.shown(asked) + "\" or newer, and the package set \""
                                + offer.packageSet() + "\" offers " + String.join(", ", offer.versions()),
                        "The nearest is " + offer.nearest(asked)
                                + ": lower the \"go\" line of go.mod if the code allows it."));
        findings.note("toolchain.version", version, FILE, "go.mod asks for Go " + asked + " or newer");
        return new Plan.Toolchain("go", asked, version);
    }

    private static boolean atLeast(String candidate, String asked) {
        // "1.25" on offer stands for the newest 1.25.x.
        if (asked.equals(candidate) || asked.startsWith(candidate + ".")) {
            return true;
        }
        return Offers.semver(candidate).compareTo(Offers.semver(asked)) >= 0;
    }

    private static String mainPackage(Findings findings, GoMod module) {
        if (isMain(findings, "")) {
            return ".";
        }
        var found = new ArrayList<String>();
        for (TreeEntry entry : findings.tree().list("cmd")) {
            if (entry.kind() == TreeEntry.Kind.FOLDER && isMain(findings, entry.path())) {
                found.add(entry.path());
            }
        }
        if (found.isEmpty() && isMain(findings, "cmd")) {
            found.add("cmd");
        }
        if (found.isEmpty()) {
            for (TreeEntry entry : findings.tree().list("")) {
                if (entry.kind() == TreeEntry.Kind.FOLDER
                        && !entry.name().equals("vendor")
                        && isMain(findings, entry.path())) {
                    found.add(entry.path());
                }
            }
        }
        if (found.isEmpty()) {
            throw findings.refuse(
                    "no Go file at the root, in cmd/ or one folder below says \"package main\"",
                    "Put the program's main package at the root or into cmd/<name>/.");
        }
        return "./" + choose(findings, module, found);
    }

    private static String choose(Findings findings, GoMod module, List<String> found) {
        if (found.size() == 1) {
            return found.getFirst();
        }
        for (String wanted : List.of(findings.app(), module.base().orElse(""), "server", "web", "api")) {
            for (String folder : found) {
                if (folder.endsWith("/" + wanted) || folder.equals(wanted)) {
                    findings.warn(
                            "There are several programs (" + String.join(", ", found) + "); " + folder + " is built.");
                    return folder;
                }
            }
        }
        throw findings.refuse(
                "there are several main packages: " + String.join(", ", found),
                "Name one of their folders like the app or the module.");
    }

    private static boolean isMain(Findings findings, String folder) {
        return findings.tree().list(folder).stream()
                .filter(entry -> entry.isFile()
                        && entry.name().endsWith(".go")
                        && !entry.name().endsWith("_test.go"))
                .anyMatch(entry -> findings.text(entry.path())
                        .filter(text -> MAIN.matcher(text).find() && !text.contains("//go:build ignore"))
                        .isPresent());
    }
}
