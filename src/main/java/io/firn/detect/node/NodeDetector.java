package io.firn.detect.node;

import io.firn.detect.Findings;
import io.firn.detect.Match;
import io.firn.detect.Plan;
import io.firn.detect.Procfile;
import io.firn.detect.StackDetector;
import io.firn.detect.Texts;
import io.firn.fault.Fault;
import io.firn.tree.Tree;
import java.util.List;
import java.util.Optional;

/** Node.js apps with npm: servers, and sites that are built once and served as files. */
public final class NodeDetector implements StackDetector {

    @Override
    public String stack() {
        return "nodejs";
    }

    @Override
    public String looksFor() {
        return NodePackage.FILE;
    }

    @Override
    public Optional<Match> match(Tree tree) {
        if (tree.entry(NodePackage.FILE).filter(entry -> entry.isFile()).isEmpty()) {
            return List.of("server.js", "index.js", "app.js").stream()
                    .filter(file -> tree.entry(file).isPresent()
                            && tree.entry("index.html").isEmpty())
                    .findFirst()
                    .map(file -> Match.of(stack(), 50, file, file + " is there"));
        }
        return Optional.of(Match.of(stack(), confidence(tree), NodePackage.FILE, "package.json is there"));
    }

    private static int confidence(Tree tree) {
        String web = Procfile.web(tree.text(Procfile.FILE, Findings.SMALL).orElse(""));
        if (web.matches("(?:node|npm|npx|yarn|pnpm|bun|next)\\b.*")) {
            return 95;
        }
        try {
            NodePackage manifest = NodePackage.parse(
                    tree.text(NodePackage.FILE, Findings.SMALL).orElse(""));
            boolean starts = manifest.script("start").isPresent()
                    || NodeStart.ENTRIES.stream()
                            .anyMatch(file -> tree.entry(file).isPresent());
            boolean builds = manifest.script("build").isPresent();
            return starts ? 80 : builds ? 75 : 40;
        } catch (Fault broken) {
            return 75; // the plan will say where it is broken
        }
    }

    @Override
    public Plan plan(Findings findings) {
        NodePackage manifest = manifest(findings);
        checkPackageManager(findings, manifest);
        Plan.Toolchain toolchain = NodeVersion.choose(findings, manifest);
        Optional<NodeFramework> framework = NodeFramework.of(manifest);
        framework.ifPresent(
                found -> findings.framework(found.name(), NodePackage.FILE, "it depends on " + found.dependency()));
        build(findings, manifest);
        findings.procfile();
        NodeStart.decide(findings, manifest, framework);
        findings.env("NODE_ENV", "production");
        return findings.plan(stack(), toolchain);
    }

    /** A program without a package.json is one without dependencies. */
    private static NodePackage manifest(Findings findings) {
        if (!findings.has(NodePackage.FILE)) {
            return NodePackage.parse("{}");
        }
        return NodePackage.parse(findings.text(NodePackage.FILE)
                .orElseThrow(() -> findings.refuse(
                        "package.json is larger than " + Findings.SMALL + " bytes", "Keep data out of package.json.")));
    }

    private static void checkPackageManager(Findings findings, NodePackage manifest) {
        String named = manifest.packageManager().orElse("").replaceFirst("@.*", "");
        boolean locked = findings.has("package-lock.json") || findings.has("npm-shrinkwrap.json");
        if (!named.isEmpty() && !named.equals("npm")) {
            throw other(findings, named, "packageManager in package.json");
        }
        for (String[] lock : new String[][] {
            {"pnpm-lock.yaml", "pnpm"}, {"yarn.lock", "yarn"}, {"bun.lock", "bun"}, {"bun.lockb", "bun"}
        }) {
            if (findings.has(lock[0])) {
                if (!locked) {
                    throw other(findings, lock[1], lock[0]);
                }
                findings.warn(lock[0] + " is not read: package-lock.json is there too, and npm is used.");
            }
        }
        if (!locked && manifest.dependsAtAll()) {
            throw findings.refuse(
                    "package.json names dependencies, and there is no package-lock.json that says which exact ones",
                    "Run \"npm install --package-lock-only\" and commit package-lock.json.");
        }
        if (locked) {
            String file = findings.has("npm-shrinkwrap.json") ? "npm-shrinkwrap.json" : "package-lock.json";
            findings.installer("npm", null, file, file + " is there");
        } else {
            findings.installer("npm", null, NodePackage.FILE, "there is no lock file of another one");
        }
        if (manifest.workspaces() || findings.has("pnpm-workspace.yaml")) {
            findings.warn(
                    "Workspaces are not built yet: only the package at the root is, without the packages below it.");
        }
    }

    private static Fault other(Findings findings, String manager, String where) {
        return findings.refuse(
                "it uses " + Texts.shown(manager) + " (" + where
                        + "), and Firn builds Node.js apps with npm only so far",
                "Run \"npm install --package-lock-only\", commit package-lock.json and remove the other lock file and"
                        + " \"packageManager\".");
    }

    private static void build(Findings findings, NodePackage manifest) {
        for (String script : List.of("heroku-postbuild", "build")) {
            if (manifest.script(script).isPresent()) {
                findings.build("npm run " + script, NodePackage.FILE, "it has a script \"" + script + "\"");
                return;
            }
        }
    }
}
