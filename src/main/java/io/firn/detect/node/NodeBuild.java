package io.firn.detect.node;

import io.firn.detect.Findings;
import java.util.List;
import java.util.Optional;

/** What is run once to make a Node.js app ready. */
final class NodeBuild {
    private final NodeApp app;
    private final Findings findings;
    private final List<NodeFramework> frameworks;
    private String because = "it has a script \"postinstall\"";

    NodeBuild(NodeApp app, List<NodeFramework> frameworks) {
        this.app = app;
        this.findings = app.findings();
        this.frameworks = frameworks;
    }

    void decide() {
        if (frameworks.stream().anyMatch(framework -> framework.name().equals("next"))) {
            findings.setting("modules", "copy", null, "next does not follow links out of its folder");
        }
        Optional<String> before =
                app.root().script("postinstall").map(script -> app.manager().run("postinstall"));
        Optional<String> build = compiling(build());
        if (before.isPresent()) {
            findings.setting("modules", "copy", app.root().file(), "its postinstall script may change modules");
        }
        if (build.isPresent() || before.isPresent()) {
            String command = before.map(
                            first -> first + build.map(then -> " && " + then).orElse(""))
                    .orElseGet(() -> build.orElse(""));
            findings.build(command, app.manifest().file(), because);
        }
    }

    /** What a start script compiles each time goes into the build, unless it compiles already: an app's folder cannot be written. */
    private Optional<String> compiling(Optional<String> build) {
        boolean compiles =
                build.filter(command -> !TscRuns.of(app, command).isEmpty()).isPresent();
        Optional<TscRuns.Start> split = findings.hasProcess("web") ? Optional.empty() : TscRuns.start(app);
        if (compiles || split.isEmpty()) {
            return build;
        }
        because = (build.isEmpty() ? "" : because + ", and ") + "the start script begins so";
        return Optional.of(
                build.map(command -> command + " && ").orElse("") + split.get().once());
    }

    private Optional<String> build() {
        for (String script : List.of("heroku-postbuild", "build")) {
            if (app.root().script(script).isPresent()) {
                because = "it has a script \"" + script + "\"";
                return Optional.of(app.manager().run(script));
            }
        }
        if (app.isWorkspace() && app.manifest().script("build").isPresent()) {
            because = "the workspaces have scripts \"build\"";
            return Optional.of(everywhere().orElseGet(() -> app.run("build")));
        }
        Optional<String> start = app.manifest().start();
        Optional<NodeFramework> maker = frameworks.stream()
                .filter(framework -> framework.kind() != NodeFramework.Kind.LIBRARY)
                .filter(framework -> start.isEmpty()
                        ? !findings.hasProcess("web")
                        : framework.isDevelopment(start.get()) || framework.isOwnServer(start.get()))
                .filter(framework -> framework.build().isPresent())
                .findFirst();
        if (maker.filter(NodeFramework::isSite).isPresent()
                && app.manifest().script("docs:build").isPresent()) {
            because = "it has a script \"docs:build\"";
            return Optional.of(app.run("docs:build"));
        }
        maker.ifPresent(framework -> because = framework.name() + " is built so, and there is no script \"build\"");
        return maker.flatMap(NodeFramework::build).map(app::inFolder);
    }

    /** Builds every workspace in the order of their dependencies, where more than the app has a build. */
    private Optional<String> everywhere() {
        boolean others = Workspaces.of(findings, app.root()).stream()
                .filter(folder -> !folder.equals(app.folder()))
                .anyMatch(folder ->
                        NodePackage.read(findings, folder).script("build").isPresent());
        if (!others) {
            return Optional.empty();
        }
        return Optional.of(app.manager().runEverywhere("build"));
    }
}
