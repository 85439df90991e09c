package io.firn.detect.node;

import io.firn.detect.Findings;
import io.firn.detect.Offers;
import io.firn.detect.Plan;
import io.firn.detect.Shell;
import io.firn.detect.Texts;
import io.firn.detect.web.Staticfile;
import io.firn.tree.TreeEntry;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.semver4j.Semver;

/** How a Node.js app is started: as a site that is served, by its start script, as its framework does, or by its entry file. */
final class NodeStart {
    static final List<String> ENTRIES = List.of(
            "server.js",
            "index.js",
            "app.js",
            "main.js",
            "server.mjs",
            "index.mjs",
            "server.cjs",
            "index.cjs",
            "src/server.js",
            "src/index.js",
            "src/app.js",
            "src/main.js");
    private static final Semver STRIPS_TYPES = Offers.semver("22.18.0");
    private static final String SERVE = "firn-static";

    /** A name without a further ending, as configuration and tests have one, that is of no tool of the build. */
    private static final Pattern PROGRAM = Pattern.compile(
            "(?!(?i:gulpfile|gruntfile|jakefile|webpack|rollup|karma|middleware|test)\\.)[\\w-]{1,100}\\.[mc]?js");

    private final NodeApp app;
    private final Findings findings;
    private final List<NodeFramework> frameworks;
    private final Plan.Toolchain toolchain;
    /** What the start script comes to. */
    private final Optional<String> start;

    NodeStart(NodeApp app, List<NodeFramework> frameworks, Plan.Toolchain toolchain) {
        this.app = app;
        this.findings = app.findings();
        this.frameworks = frameworks;
        this.toolchain = toolchain;
        this.start = app.manifest().start();
    }

    /** Adds the web process, where nothing named it yet. */
    void decide() {
        if (!findings.hasProcess("web") && !served() && !scripted() && !known() && !entered()) {
            findings.unmet(findings.refuse(
                    "nothing says how it starts: " + findings.noWeb()
                            + ", no \"start\" script, no \"main\", and none of " + String.join(", ", ENTRIES),
                    "Add a \"start\" script to " + app.manifest().file() + ", for instance \"node server.js\"."));
        }
    }

    private boolean development() {
        return start.filter(script -> frameworks.stream().anyMatch(each -> each.isDevelopment(script)))
                .isPresent();
    }

    /** A build writes a site, and nothing of the repository serves it. */
    private boolean served() {
        if (!findings.builds()) {
            return false;
        }
        Optional<Staticfile> file = Staticfile.read(findings);
        String root = file.map(Staticfile::root).orElse(null);
        if (file.isPresent() && root != null) {
            findings.site(root, file.get().spa(), Staticfile.FILE, "the Staticfile names it");
            findings.process("web", SERVE, Staticfile.FILE, "the Staticfile asks for a file server");
            return true;
        }
        boolean serverBeside = start.isEmpty() && (app.has("server.js") || app.has("server.mjs"));
        for (NodeFramework framework : frameworks) {
            Optional<NodeOutput.Site> site = new NodeOutput(app, framework).site();
            boolean replaced = start.isEmpty()
                    || development()
                    || start.filter(framework::isOwnServer).isPresent();
            if (site.isPresent() && replaced && !serverBeside) {
                serve(framework, site.get(), file);
                return true;
            }
            if (framework.kind() == NodeFramework.Kind.SERVER) {
                return false;
            }
        }
        return false;
    }

    private void serve(NodeFramework framework, NodeOutput.Site site, Optional<Staticfile> file) {
        boolean spa =
                file.filter(Staticfile::namesFallback).map(Staticfile::spa).orElse(site.spa());
        String manifest = app.manifest().file();
        findings.site(app.folder() + site.folder(), spa, manifest, framework.name() + " writes its files there");
        String because = start.isEmpty()
                ? "there is a build and no start script, so the built files are served"
                : development()
                        ? "the start script \"" + Texts.shown(start.get())
                                + "\" is for development, so the built files are served"
                        : "the build is files alone, which \"" + Texts.shown(start.get())
                                + "\" does not serve, so the file server does";
        findings.process("web", SERVE, manifest, because);
    }

    private boolean scripted() {
        if (start.isEmpty()) {
            return false;
        }
        if (development()) {
            for (String better : List.of("start:prod", "start:production", "serve:prod")) {
                if (app.manifest().script(better).isPresent()) {
                    process(app.run(better), "it has a script \"" + better + "\", and \"start\" is for development");
                    return true;
                }
            }
            if (known()) {
                findings.warn("The start script \"" + Texts.shown(start.get())
                        + "\" is a server for development; the framework's own start is used.");
                return true;
            }
            findings.warn("The start script \"" + Texts.shown(start.get()) + "\" is a server for development.");
        }
        Optional<TscRuns.Start> split = TscRuns.start(app);
        if (split.isPresent()) {
            process(split.get().command(), "it is what the start script does after the build");
            needsDevelopment(split.get().command());
            return true;
        }
        process(app.run("start"), "it has a script \"start\"");
        needsDevelopment(start.get());
        return true;
    }

    /** Programs of development dependencies are gone when an app runs, unless its start needs one. */
    private void needsDevelopment(String script) {
        String program = NodeFramework.program(script).replaceFirst("\\s.*", "");
        String owner =
                switch (program) {
                    case "ts-node-dev", "tsnd" -> "ts-node-dev";
                    case "nest" -> "@nestjs/cli";
                    case "rw" -> "@redwoodjs/core";
                    default -> program;
                };
        if (app.dependsOn(owner) && !app.runsWith(owner)) {
            findings.setting(
                    "modules.run",
                    "all",
                    app.manifest().file(),
                    "the start script runs " + owner + ", a devDependency");
        }
    }

    private boolean known() {
        for (NodeFramework framework : frameworks) {
            Optional<String> server = new NodeOutput(app, framework).server();
            if (server.isPresent() && findings.builds()) {
                if (framework.name().equals("astro")) {
                    findings.env("HOST", "0.0.0.0");
                }
                if (framework.name().equals("sveltekit") && !app.dependsOn("@sveltejs/adapter-node")) {
                    findings.unmet(findings.refuse(
                            "it is a SvelteKit app without @sveltejs/adapter-node, and adapter-auto would fetch one,"
                                    + " while a build has no network",
                            "Add @sveltejs/adapter-node and name it in svelte.config.js, or @sveltejs/adapter-static"
                                    + " for a site of files."));
                }
                process(app.inFolder(server.get()), framework.name() + " is started so");
                needsDevelopment(server.get());
                return true;
            }
        }
        return false;
    }

    private boolean entered() {
        boolean bun = app.manager().name().equals("bun");
        List<TypeScript> projects = bun ? List.of() : TypeScript.of(app, findings.buildCommand());
        Optional<String> compiled = compiled(projects);
        for (String field : List.of("main", "module")) {
            Optional<String> named = app.manifest().main(field);
            for (String ending : List.of("", ".js", "/index.js")) {
                String file = named.orElse("") + ending;
                if (named.isPresent() && app.has(file)) {
                    return enter(file, projects);
                }
            }
            if (named.isPresent()
                    && field.equals("main")
                    && findings.builds()
                    && !named.get().endsWith(".ts")
                    && named.get().contains("/")
                    && (compiled.isEmpty() || projects.stream().anyMatch(each -> each.writes(named.get())))) {
                return enter(named.get(), projects); // the build may write it
            }
        }
        Optional<String> entry = ENTRIES.stream().filter(app::has).findFirst();
        Optional<String> typed = TypeScript.ENTRIES.stream().filter(app::has).findFirst();
        if (bun && typed.isPresent() && entry.isEmpty()) {
            return enter(typed.get(), projects);
        }
        if (entry.isEmpty() && compiled.isPresent()) {
            return enter(compiled.get(), projects);
        }
        return entry.or(() -> typed)
                        .or(this::only)
                        .map(file -> enter(file, projects))
                        .orElse(false)
                || translated();
    }

    /** The one program at the root that is nobody's configuration, where no site is there that it could belong to. */
    private Optional<String> only() {
        if (app.isWorkspace() || findings.builds() || findings.hasProcesses() || app.has("index.html")) {
            return Optional.empty();
        }
        List<String> programs = findings.tree().list("").stream()
                .filter(entry -> entry.isFile() && PROGRAM.matcher(entry.name()).matches())
                .map(TreeEntry::path)
                .toList();
        return programs.size() == 1 ? Optional.of(programs.getFirst()) : Optional.empty();
    }

    /** The source of the app's program, where the build compiles it. */
    private Optional<String> compiled(List<TypeScript> projects) {
        return projects.stream()
                .flatMap(project -> project.entry(app.manifest().main("main")).stream())
                .findFirst();
    }

    /** Nothing runs TypeScript as it is, and the compiler is there: it is the build. */
    private boolean translated() {
        if (findings.builds() || !app.dependsOn("typescript")) {
            return false;
        }
        List<TypeScript> projects = TypeScript.of(app, "tsc");
        Optional<String> source = compiled(projects);
        source.ifPresent(file -> {
            findings.build(app.inFolder("tsc"), TsConfig.FILE, "this Node.js does not run TypeScript as it is");
            enter(file, projects);
        });
        return source.isPresent();
    }

    /** Starts a file by what can run it. */
    private boolean enter(String file, List<TypeScript> projects) {
        Optional<String> output = projects.stream()
                .flatMap(project -> project.compiled(file).stream())
                .findFirst();
        if (output.isPresent()) {
            return process(
                    app.inFolder("node " + Shell.quote(output.get())),
                    file,
                    "the build compiles it to " + output.get());
        }
        String quoted = Shell.quote(file);
        String because = file + " is there";
        if (app.manager().name().equals("bun")) {
            return process(app.inFolder("bun " + quoted), file, because);
        }
        if (!file.matches(".*\\.[mc]?ts")) {
            return process(app.inFolder("node " + quoted), file, because);
        }
        for (String runner : List.of("tsx", "ts-node")) {
            if (app.dependsOn(runner)) {
                needsDevelopment(runner);
                return process(app.inFolder(runner + " " + quoted), file, because + ", and " + runner + " runs it");
            }
        }
        if (Offers.semver(toolchain.version()).compareTo(STRIPS_TYPES) >= 0) {
            return process(app.inFolder("node " + quoted), file, because + ", and this Node.js runs it as it is");
        }
        return false;
    }

    private void process(String command, String because) {
        process(command, app.manifest().file(), because);
    }

    private boolean process(String command, @Nullable String file, String because) {
        findings.process("web", command, file, because);
        return true;
    }
}
