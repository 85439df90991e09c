package io.firn.detect.golang;

import io.firn.detect.Findings;
import io.firn.detect.Match;
import io.firn.detect.Plan;
import io.firn.detect.Procfile;
import io.firn.detect.Shell;
import io.firn.detect.StackDetector;
import io.firn.detect.Texts;
import io.firn.tree.Tree;
import java.util.List;
import java.util.Optional;

/**
 * Go programs: modules, workspaces, and single files. Settings: {@code package} (what is built, as {@code .} or
 * {@code ./cmd/server}), {@code binary} (the program's name), {@code vendored} ("true" where vendor/ holds what it needs), and
 * {@code module} (the name of the module to make up, where the tree has no go.mod).
 */
public final class GoDetector implements StackDetector {
    private static final String VENDOR = "vendor/modules.txt";
    private static final String SUM = "go.sum";
    private static final int SUMS = 16 << 20;

    @Override
    public String stack() {
        return "go";
    }

    @Override
    public String looksFor() {
        return GoModules.MOD;
    }

    @Override
    public Optional<Match> match(Tree tree) {
        String web = Procfile.web(tree.text(Procfile.FILE, Findings.SMALL).orElse(""));
        boolean other =
                web.matches("(?:node|npm|npx|yarn|pnpm|bun|python\\d?|gunicorn|uvicorn|bundle|ruby|php|java)\\b.*");
        for (String file : List.of(GoModules.MOD, GoModules.WORK)) {
            if (tree.entry(file).filter(entry -> entry.isFile()).isPresent()) {
                return Optional.of(Match.of(stack(), other ? 60 : 90, file, file + " is there"));
            }
        }
        int confidence = GoPrograms.run(web).isPresent() ? 90 : other ? 30 : 60;
        return GoPrograms.alone(tree)
                .or(() -> old(tree))
                .map(file -> Match.of(stack(), confidence, file, file + " is there"));
    }

    /** What tools wrote before there were modules. */
    private static Optional<String> old(Tree tree) {
        return List.of("Gopkg.toml", "Gopkg.lock", "glide.yaml", "Godeps/Godeps.json", "vendor/vendor.json").stream()
                .filter(file -> tree.entry(file).filter(entry -> entry.isFile()).isPresent())
                .findFirst();
    }

    @Override
    public Plan plan(Findings findings) {
        boolean module = findings.has(GoModules.MOD) || findings.has(GoModules.WORK);
        GoModules modules = GoModules.read(findings);
        if (module) {
            findings.installer("go", null, modules.file(), modules.file() + " is there");
        } else {
            alone(findings);
        }
        GoPrograms.framework(modules)
                .ifPresent(
                        found -> findings.framework(found.getValue(), modules.file(), "it requires " + found.getKey()));
        needs(findings, modules);
        String folder = module ? GoPrograms.choose(findings, modules) : "";
        String binary = folder.isEmpty()
                ? modules.root().base().orElse(findings.app())
                : folder.substring(folder.lastIndexOf('/') + 1);
        findings.setting("package", folder.isEmpty() ? "." : "./" + folder, null, "its files say \"package main\"");
        findings.setting("binary", binary, null, "it is named after its folder or module");
        processes(findings, binary);
        return findings.plan(stack(), GoVersion.choose(findings, modules));
    }

    /** A program without go.mod can be built where the standard library is all that it needs. */
    private static void alone(Findings findings) {
        Optional<String> program = GoPrograms.alone(findings.tree());
        String file = program.or(() -> old(findings.tree())).orElse("main.go");
        Optional<String> foreign = GoPrograms.foreignImport(findings);
        if (program.isEmpty()) {
            findings.unmet(findings.refuse(
                    file + " is there, and no go.mod: it is older than Go's modules",
                    "Run \"go mod init " + findings.app() + "\" and \"go mod tidy\", and commit what they write."));
        } else if (foreign.isPresent()) {
            findings.unmet(findings.refuse(
                    file + " imports \"" + Texts.shown(foreign.get())
                            + "\", and there is no go.mod that says which version",
                    "Run \"go mod init " + findings.app()
                            + "\", \"go mod tidy\" and \"go mod vendor\", and commit what they" + " write."));
        }
        findings.setting("module", findings.app(), file, "there is no go.mod, and none is needed");
    }

    /** What the modules need comes from vendor/, or by the hashes of the root's go.sum. */
    private static void needs(Findings findings, GoModules modules) {
        List<String> outer = modules.outer();
        boolean workspace = modules.file().equals(GoModules.WORK);
        if (findings.has(VENDOR)) {
            findings.setting("vendored", "true", VENDOR, "vendor/ holds what it needs");
        } else if (!outer.isEmpty() && workspace) {
            findings.unmet(findings.refuse(
                    modules.file() + " leads to " + Texts.shown(outer.getFirst())
                            + (outer.size() > 1 ? " and " + (outer.size() - 1) + " more" : "")
                            + ", and there is no vendor folder",
                    "Run \"go work vendor\" and commit the vendor folder."));
        } else if (!workspace) {
            String sums = findings.tree().text(SUM, SUMS).orElse("");
            Optional<String> unnamed = modules.unnamed(sums);
            unnamed.ifPresent(module -> findings.unlocked(
                    GoModules.MOD,
                    findings.has(SUM) ? "there is no line of go.sum for " + Texts.shown(module) : "there is no go.sum",
                    SUM,
                    "go mod tidy"));
        }
    }

    /** {@code go run} would need the compiler where the app runs: the program that is built takes its place. */
    private static void processes(Findings findings, String binary) {
        findings.procfile();
        String web = Procfile.web(findings.text(Procfile.FILE).orElse(""));
        if (GoPrograms.run(web).isPresent()) {
            findings.process(
                    "web", Shell.quote(binary), Procfile.FILE, "it is what \"" + Texts.shown(web) + "\" would run");
        } else if (!findings.hasProcess("web")) {
            findings.process("web", Shell.quote(binary), null, "it is the program that is built");
        }
    }
}
