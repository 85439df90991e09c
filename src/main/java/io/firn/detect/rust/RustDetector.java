package io.firn.detect.rust;

import io.firn.detect.Findings;
import io.firn.detect.Match;
import io.firn.detect.Plan;
import io.firn.detect.Procfile;
import io.firn.detect.Shell;
import io.firn.detect.StackDetector;
import io.firn.tree.Tree;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Rust programs: finds the package and the program that are built and run. Settings: {@code binary} (the program), and
 * {@code package} (the member of the workspace that makes it, where that is not the root's own).
 */
public final class RustDetector implements StackDetector {
    private static final List<String> FRAMEWORKS =
            List.of("loco-rs", "rocket", "axum", "actix-web", "poem", "salvo", "warp", "tide", "leptos", "hyper");

    /** A program and the package that makes it. */
    private record Program(CargoPackage owner, String name) {}

    @Override
    public String stack() {
        return "rust";
    }

    @Override
    public String looksFor() {
        return CargoPackage.FILE;
    }

    @Override
    public Optional<Match> match(Tree tree) {
        if (tree.entry(CargoPackage.FILE).filter(entry -> entry.isFile()).isEmpty()) {
            return Optional.empty();
        }
        String web = Procfile.web(tree.text(Procfile.FILE, Findings.SMALL).orElse(""));
        boolean other = web.matches("(?:node|npm|yarn|pnpm|bun|python\\d?|gunicorn|uvicorn|bundle|ruby|php|java)\\b.*");
        return Optional.of(Match.of(stack(), other ? 60 : 90, CargoPackage.FILE, "Cargo.toml is there"));
    }

    @Override
    public Plan plan(Findings findings) {
        CargoWorkspace workspace = CargoWorkspace.read(findings);
        findings.installer("cargo", null, CargoPackage.FILE, "Cargo.toml is there");
        boolean vendored = findings.tree().list("vendor").stream()
                .anyMatch(folder -> findings.has(folder.path() + "/.cargo-checksum.json"));
        if (!findings.has("Cargo.lock")
                && !vendored
                && workspace.packages().stream().anyMatch(CargoPackage::outer)) {
            findings.unlocked(CargoPackage.FILE, "there is no Cargo.lock", "Cargo.lock", "cargo generate-lockfile");
        }
        Program program = choose(findings, workspace);
        CargoPackage owner = program.owner();
        FRAMEWORKS.stream()
                .filter(owner.dependencies()::contains)
                .findFirst()
                .ifPresent(name -> findings.framework(name, owner.manifest(), "it depends on " + name));
        findings.setting("binary", program.name(), owner.manifest(), "it is the program that is built");
        if (!owner.folder().isEmpty()) {
            findings.setting("package", owner.name(), owner.manifest(), "the program belongs to this member");
        }
        findings.procfile();
        if (!findings.hasProcess("web")) {
            String rocket = "rocket".equals(findings.framework()) ? "ROCKET_ADDRESS=0.0.0.0 ROCKET_PORT=$PORT " : "";
            findings.process("web", rocket + Shell.quote(program.name()), null, "it is the program that is built");
        }
        return findings.plan(stack(), RustVersion.choose(findings, owner));
    }

    private static Program choose(Findings findings, CargoWorkspace workspace) {
        var all = new ArrayList<Program>();
        for (CargoPackage member : workspace.packages()) {
            member.programs().forEach(name -> all.add(new Program(member, name)));
        }
        if (all.isEmpty()) {
            throw findings.refuse(
                    workspace.packages().isEmpty()
                            ? "Cargo.toml has neither a package nor a workspace with members"
                            : "no package has a program: there is no src/main.rs, no src/bin/ and no [[bin]] table",
                    "Add src/main.rs, or deploy the folder of the package that runs.");
        }
        List<Program> narrowed = narrowed(workspace, all);
        if (narrowed.size() == 1) {
            return narrowed.getFirst();
        }
        for (Program program : narrowed) {
            if (program.name().equals(program.owner().defaultRun())) {
                return chosen(findings, narrowed, program, "it is the default-run");
            }
        }
        for (String wanted :
                List.of(findings.app(), narrowed.getFirst().owner().name(), "server", "web", "api", "app")) {
            List<Program> named = narrowed.stream()
                    .filter(program -> program.name().equals(wanted))
                    .toList();
            if (named.size() == 1) {
                return chosen(findings, narrowed, named.getFirst(), "it has the name \"" + wanted + "\"");
            }
        }
        findings.unmet(findings.refuse(
                "there are several programs: " + names(narrowed),
                "Name the one that runs as \"default-run\" in its package, or in firn.toml as settings.binary."));
        return narrowed.getFirst();
    }

    /** The root's own package comes before its members, as with {@code cargo run}; default-members before the others. */
    private static List<Program> narrowed(CargoWorkspace workspace, List<Program> all) {
        List<Program> defaults = all.stream()
                .filter(program -> workspace.defaults().contains(program.owner().folder()))
                .toList();
        List<Program> own = all.stream()
                .filter(program -> program.owner().folder().isEmpty())
                .toList();
        return !defaults.isEmpty() ? defaults : !own.isEmpty() ? own : all;
    }

    private static Program chosen(Findings findings, List<Program> all, Program program, String because) {
        findings.warn(
                "There are several programs (" + names(all) + "); " + program.name() + " is run, as " + because + ".");
        return program;
    }

    private static String names(List<Program> programs) {
        return programs.stream().map(Program::name).distinct().limit(20).collect(Collectors.joining(", "));
    }
}
