package io.firn.detect.docker;

import io.firn.detect.Findings;
import io.firn.detect.Match;
import io.firn.detect.Plan;
import io.firn.detect.Shell;
import io.firn.detect.StackDetector;
import io.firn.detect.VersionChoice;
import io.firn.tree.Tree;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Turns a Dockerfile into the plan of the stack that its base image stands for. A stack that is detected from the app's own files
 * goes before it; the owner has it the other way round by {@code stack = "dockerfile"} in firn.toml.
 */
public final class DockerDetector implements StackDetector {
    private static final Pattern COMPILER = Pattern.compile(
            "(?:[A-Z_]\\w*=\\S* ){0,30}(?:go (?:build|install)|cargo build|(?:\\./)?mvnw? |(?:\\./)?gradlew?"
                    + " )\\b?.{0,400}");
    private static final Pattern GO_BUILD = Pattern.compile(".*\\bgo build\\b(.*)");
    private static final Pattern FROM_STAGE = Pattern.compile("--from=(\\S+)\\s+(\\S+)\\s+(\\S+)");
    private static final List<List<String>> LOCKS = List.of(
            List.of("nodejs", "pnpm-lock.yaml", "pnpm"),
            List.of("nodejs", "yarn.lock", "yarn"),
            List.of("nodejs", "bun.lock", "bun"),
            List.of("nodejs", "package.json", "npm"),
            List.of("python", "uv.lock", "uv"),
            List.of("python", "poetry.lock", "poetry"),
            List.of("python", "pdm.lock", "pdm"),
            List.of("python", "Pipfile.lock", "pipenv"),
            List.of("python", "requirements.txt", "pip"),
            List.of("go", "go.mod", "go"),
            List.of("ruby", "Gemfile", "bundler"),
            List.of("rust", "Cargo.toml", "cargo"),
            List.of("php", "composer.json", "composer"));

    @Override
    public String stack() {
        return "dockerfile";
    }

    @Override
    public String looksFor() {
        return Dockerfile.FILE;
    }

    @Override
    public Optional<Match> match(Tree tree) {
        boolean there =
                tree.entry(Dockerfile.FILE).filter(entry -> entry.isFile()).isPresent();
        return there ? Optional.of(Match.of(stack(), 20, Dockerfile.FILE, "a Dockerfile is there")) : Optional.empty();
    }

    @Override
    public Plan plan(Findings findings) {
        Dockerfile file = Dockerfile.parse(findings.text(Dockerfile.FILE).orElse(""));
        if (file.stages().isEmpty()) {
            throw findings.refuse(
                    "the Dockerfile has no FROM line", "Begin it with the image that the app is built on.");
        }
        var stages = new DockerStages(file);
        Dockerfile.Stage last = stages.last();
        Dockerfile.Stage builder = stages.builder()
                .orElseThrow(() -> findings.refuse(
                        "the Dockerfile cannot be turned into a plan: "
                                + last.from().shown()
                                + ": no base image of it stands for a stack that Firn has; it would need \"build:"
                                + " as-is, not reproducible\"",
                        "Build on node, python, golang, ruby, rust, php, eclipse-temurin or nginx, or leave the"
                                + " Dockerfile out and let the stack be detected from the app's own files."));
        String image = stages.image(builder);
        DockerBase base = DockerBase.of(image).orElseThrow();
        findings.note(
                "stack", base.stack(), Dockerfile.FILE, "line " + builder.from().line() + " builds on " + image);
        installer(findings, base.stack());
        var runs = new ArrayList<Dockerfile.Instruction>();
        for (Dockerfile.Stage stage : stages.needed(builder)) {
            otherStack(findings, base, stages, stage);
            for (Dockerfile.Instruction one : stage.instructions()) {
                take(findings, one, runs);
            }
        }
        List<String> builds = DockerSteps.builds(findings, runs, COMPILER);
        if (!builds.isEmpty()) {
            findings.build(String.join(" && ", builds), Dockerfile.FILE, "its RUN lines say so");
        }
        String binary = base.stack().equals("go") ? go(findings, runs) : "";
        findings.procfile();
        start(findings, base, stages, builder, binary);
        return findings.plan(
                base.stack(),
                VersionChoice.choose(
                        findings, base.versioned(), base.ask(builder.from().line())));
    }

    /** One plan has one stack: what another one builds for the app cannot be had. */
    private static void otherStack(Findings findings, DockerBase base, DockerStages stages, Dockerfile.Stage stage) {
        DockerBase.of(stages.image(stage))
                .filter(other ->
                        !other.stack().equals(base.stack()) && !other.stack().equals("static"))
                .ifPresent(other -> DockerSteps.asIs(
                        findings, stage.from(), "it is made by " + other.label() + " beside " + base.label()));
    }

    private static void installer(Findings findings, String stack) {
        for (List<String> lock : LOCKS) {
            if (lock.getFirst().equals(stack) && findings.has(lock.get(1))) {
                findings.installer(lock.get(2), null, lock.get(1), lock.get(1) + " is there");
                return;
            }
        }
    }

    private static void take(Findings findings, Dockerfile.Instruction one, List<Dockerfile.Instruction> runs) {
        switch (one.word()) {
            case "RUN" -> runs.add(one);
            case "ENV" ->
                Dockerfile.pairs(one.text()).forEach((name, value) -> {
                    if (!name.equals("PORT") && !name.equals("PATH") && !name.equals("HOME")) {
                        findings.env(name, value);
                    }
                });
            case "ADD" -> {
                if (one.text().matches("(?s).*(?:https?|git)(?:://|@).*")) {
                    DockerSteps.asIs(findings, one, "a build has no network");
                }
            }
            case "EXPOSE" -> {
                if (!one.text().strip().matches("\\$.*|8080(?:/tcp)?")) {
                    findings.warn("The Dockerfile exposes " + one.text().strip() + ": the app has to listen on $PORT.");
                }
            }
            case "ONBUILD" -> DockerSteps.asIs(findings, one, "it is for images that build on this one");
            default -> {} // WORKDIR and COPY: the app's folder is as the repository has it; USER: never root here;
                // LABEL and the like
        }
    }

    private static String go(Findings findings, List<Dockerfile.Instruction> runs) {
        String wanted = ".";
        for (Dockerfile.Instruction run : runs) {
            Matcher build = GO_BUILD.matcher(run.command().replaceAll("\\s+", " "));
            if (build.matches()) {
                String[] words =
                        build.group(1).replaceFirst("&&.*|;.*", "").strip().split(" ", -1);
                String end = words[words.length - 1];
                wanted = end.matches("\\./[\\w./-]{1,200}")
                                && !end.contains("..")
                                && findings.hasFolder(end.substring(2))
                        ? end
                        : ".";
            }
        }
        findings.setting("package", wanted, Dockerfile.FILE, "its go build says so");
        String name = wanted.equals(".") ? findings.app() : wanted.substring(wanted.lastIndexOf('/') + 1);
        findings.setting("binary", name, null, "it is named after its folder or the app");
        if (findings.has("vendor/modules.txt")) {
            findings.setting("vendored", "true", "vendor/modules.txt", "vendor/ holds what it needs");
        }
        return name;
    }

    private static void start(
            Findings findings, DockerBase base, DockerStages stages, Dockerfile.Stage builder, String binary) {
        Dockerfile.Stage last = stages.last();
        boolean files = DockerBase.of(stages.image(last))
                .filter(end -> end.stack().equals("static"))
                .isPresent();
        if (files) {
            site(findings, stages, builder);
            return;
        }
        if (findings.hasProcess("web")) {
            return;
        }
        Optional<Dockerfile.Instruction> entry = stages.inherited(last, "ENTRYPOINT");
        Optional<Dockerfile.Instruction> command = stages.command(last);
        String line = (entry.map(Dockerfile.Instruction::command).orElse("") + " "
                        + command.map(Dockerfile.Instruction::command).orElse(""))
                .strip();
        Dockerfile.Instruction at = entry.or(() -> command).orElse(last.from());
        if (base.stack().equals("php") && (line.isEmpty() || line.matches("(?:apache2-foreground|php-fpm)\\b.*"))) {
            findings.process(
                    "web", "firn-php", Dockerfile.FILE, "line " + last.from().line() + " is PHP behind a web server");
        } else if (base.stack().equals("go")) {
            String rest = line.replaceFirst("^\\S+", "").strip();
            findings.process(
                    "web",
                    (Shell.quote(binary) + " " + rest).strip(),
                    Dockerfile.FILE,
                    "line " + at.line() + " starts the program that is built");
        } else if (line.isEmpty()) {
            findings.unmet(findings.refuse(
                    "the Dockerfile has neither CMD nor ENTRYPOINT, so nothing says how the app starts",
                    "Add a CMD line, or a Procfile with a web process."));
        } else {
            findings.process(
                    "web", relative(line, stages.folder(last)), Dockerfile.FILE, "line " + at.line() + " says so");
        }
    }

    /** Paths below the image's working folder are the app's own. */
    private static String relative(String command, String folder) {
        return folder.startsWith("/") && folder.length() > 1 ? command.replace(folder + "/", "./") : command;
    }

    /** What is copied into a file server's folder: from the stage that builds it, or from the repository. */
    private static void site(Findings findings, DockerStages stages, Dockerfile.Stage builder) {
        Dockerfile.Stage last = stages.last();
        String root = ".";
        for (Dockerfile.Instruction copy : last.instructions()) {
            Matcher from = FROM_STAGE.matcher(copy.text());
            boolean pages = copy.word().equals("COPY")
                    && copy.text()
                            .matches(
                                    ".*(?:/usr/share/(?:nginx/html|caddy)|/usr/local/apache2/htdocs|/srv|/var/www)\\S*/?\\s*");
            if (pages && from.matches()) {
                root = from.group(2)
                        .replaceFirst("^" + Pattern.quote(stages.folder(builder)) + "/?", "")
                        .replaceFirst("^/+|/+$", "");
            } else if (pages) {
                root = copy.text()
                        .strip()
                        .split("\\s+", 2)[0]
                        .replaceFirst("^(?:\\./)+|^/+", "")
                        .replaceFirst("/+$", "");
            }
        }
        String plain = root.isEmpty() || root.contains("..") || root.contains("*") ? "." : root;
        findings.site(plain, false, Dockerfile.FILE, "line " + last.from().line() + " serves it");
        findings.process("web", "firn-static", null, "a site of files is served by the file server");
    }
}
