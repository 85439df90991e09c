package io.firn.detect.node;

import io.firn.detect.Findings;
import io.firn.detect.FirnToml;
import io.firn.detect.Match;
import io.firn.detect.Offers;
import io.firn.detect.Plan;
import io.firn.detect.Procfile;
import io.firn.detect.StackDetector;
import io.firn.fault.Fault;
import io.firn.tree.Tree;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Node.js apps: servers, and sites that are built once and served as files; alone or out of a workspace. */
public final class NodeDetector implements StackDetector {
    /** What only Deno reads. */
    private static final Pattern DENO = Pattern.compile("\\bDeno\\.|[\"'](?:https://|jsr:|npm:)");

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
        Optional<String> manifest = NodePackage.file(tree, "");
        if (manifest.isEmpty()) {
            return List.of("server.js", "index.js", "app.js", "main.js").stream()
                    .filter(file -> tree.entry(file).isPresent()
                            && tree.entry("index.html").isEmpty())
                    .findFirst()
                    .or(() -> List.of("server.ts", "index.ts", "app.ts").stream()
                            .filter(file -> tree.text(file, Findings.SMALL)
                                    .filter(text -> !DENO.matcher(text).find())
                                    .isPresent())
                            .findFirst())
                    .map(file -> Match.of(stack(), 50, file, file + " is there"));
        }
        String file = manifest.get();
        return Optional.of(Match.of(stack(), confidence(tree, file), file, file + " is there"));
    }

    private static int confidence(Tree tree, String file) {
        String web = Procfile.web(tree.text(Procfile.FILE, Findings.SMALL).orElse(""));
        if (web.matches("(?:node|npm|npx|yarn|pnpm|bun|next)\\b.*")) {
            return 95;
        }
        try {
            NodePackage manifest =
                    NodePackage.parse(file, tree.text(file, Findings.SMALL).orElse(""));
            boolean starts = manifest.script("start").isPresent()
                    || !manifest.workspaces().isEmpty()
                    || NodeStart.ENTRIES.stream()
                            .anyMatch(entry -> tree.entry(entry).isPresent())
                    || manifest.main("main")
                            .filter(main -> tree.entry(main)
                                    .filter(entry -> entry.isFile())
                                    .isPresent())
                            .isPresent();
            boolean page = tree.entry("index.html").isPresent();
            boolean builds = manifest.script("build").isPresent();
            return starts ? 80 : builds ? 75 : page ? 44 : 48;
        } catch (Fault broken) {
            return 75; // the plan will say where it is broken
        }
    }

    @Override
    public Plan plan(Findings findings) {
        NodePackage root = NodePackage.read(findings, "");
        NodeInstaller manager = NodeInstaller.choose(findings, root);
        Plan.Toolchain toolchain = NodeVersion.choose(findings, root);
        findings.procfile();
        NodeApp app = choose(findings, root, manager);
        List<NodeFramework> frameworks = NodeFramework.of(app);
        frameworks.stream()
                .findFirst()
                .ifPresent(found ->
                        findings.framework(found.name(), app.manifest().file(), "it depends on " + found.shownBy(app)));
        new NodeBuild(app, frameworks).decide();
        new NodeStart(app, frameworks, toolchain).decide();
        findings.env("NODE_ENV", "production");
        return findings.plan(stack(), toolchain);
    }

    @Override
    public boolean hasMember(Tree tree, String folder) {
        if (NodePackage.file(tree, "").isEmpty()
                || NodePackage.file(tree, folder + "/").isEmpty()) {
            return false;
        }
        try {
            var findings = new Findings("", tree, Offers.parse("{}", ""));
            return Workspaces.of(findings, NodePackage.read(findings, "")).contains(folder + "/");
        } catch (Fault broken) {
            return false; // the plan will say where it is broken
        }
    }

    /** The root where it starts itself; else the one workspace that is an app. */
    private static NodeApp choose(Findings findings, NodePackage root, NodeInstaller manager) {
        if (!findings.member().isEmpty()) {
            String folder = findings.member() + "/";
            findings.setting("workspace", findings.member(), FirnToml.FILE, "firn.toml says so");
            return new NodeApp(findings, folder, NodePackage.read(findings, folder), root, manager);
        }
        var atRoot = new NodeApp(findings, "", root, root, manager);
        if (!Workspaces.any(findings, root)
                || findings.hasProcess("web")
                || root.script("start").isPresent()
                || NodeStart.ENTRIES.stream().anyMatch(findings::has)
                || root.main("main")
                        .or(() -> root.main("module"))
                        .filter(findings::has)
                        .isPresent()) {
            return atRoot;
        }
        var apps = new ArrayList<NodeApp>();
        for (String folder : Workspaces.of(findings, root)) {
            var member = new NodeApp(findings, folder, NodePackage.read(findings, folder), root, manager);
            if (isApp(member)) {
                apps.add(member);
            }
        }
        if (apps.isEmpty()) {
            return atRoot;
        }
        NodeApp chosen = apps.size() == 1 ? apps.getFirst() : named(findings, apps);
        findings.setting(
                "workspace",
                chosen.folder().substring(0, chosen.folder().length() - 1),
                chosen.manifest().file(),
                apps.size() == 1
                        ? "it is the only workspace that is an app"
                        : isNamed(findings, chosen)
                                ? "it is the workspace that has the app's name"
                                : "it is the first workspace that is an app");
        return chosen;
    }

    private static boolean isApp(NodeApp member) {
        return member.manifest().script("start").isPresent()
                || NodeFramework.of(member).stream()
                        .anyMatch(framework -> framework.kind() != NodeFramework.Kind.LIBRARY
                                && !(framework.name().equals("vite") && !member.has("index.html"))
                                && !framework.name().equals("webpack"));
    }

    private static NodeApp named(Findings findings, List<NodeApp> apps) {
        Optional<NodeApp> named =
                apps.stream().filter(app -> isNamed(findings, app)).findFirst();
        if (named.isPresent()) {
            return named.get();
        }
        List<String> folders = apps.stream()
                .map(app -> app.folder().substring(0, app.folder().length() - 1))
                .limit(10)
                .toList();
        findings.unmet(findings.refuse(
                "it is a workspace with several apps: " + String.join(", ", folders),
                "Say which one in firn.toml, for instance root = \"" + folders.getFirst()
                        + "\", or give this app the name of one of them."));
        return apps.getFirst();
    }

    private static boolean isNamed(Findings findings, NodeApp app) {
        String folder = app.folder().substring(0, app.folder().length() - 1);
        return folder.endsWith("/" + findings.app())
                || folder.equals(findings.app())
                || app.manifest()
                        .name()
                        .map(name -> name.replaceFirst(".*/", ""))
                        .filter(findings.app()::equals)
                        .isPresent();
    }
}
