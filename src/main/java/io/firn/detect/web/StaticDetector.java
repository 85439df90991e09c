package io.firn.detect.web;

import io.firn.detect.Findings;
import io.firn.detect.Match;
import io.firn.detect.Plan;
import io.firn.detect.StackDetector;
import io.firn.detect.Texts;
import io.firn.tree.Tree;
import java.util.List;
import java.util.Optional;

/** Sites that are files alone: an index.html in one of the usual places, or a Staticfile that names the folder. */
public final class StaticDetector implements StackDetector {
    private static final List<String> ROOTS =
            List.of(".", "public", "dist", "build", "_site", "site", "www", "html", "htdocs", "out");

    @Override
    public String stack() {
        return "static";
    }

    @Override
    public String looksFor() {
        return "index.html or Staticfile";
    }

    @Override
    public Optional<Match> match(Tree tree) {
        if (tree.entry(Staticfile.FILE).isPresent()) {
            // beside a package.json it says how to serve what npm builds
            int confidence = tree.entry("package.json").isPresent() ? 60 : 98;
            return Optional.of(Match.of(stack(), confidence, Staticfile.FILE, "a Staticfile is there"));
        }
        Optional<String> server = ServerConfig.file(tree);
        if (server.isPresent()) {
            return Optional.of(Match.of(stack(), 55, server.get(), server.get() + " is there"));
        }
        return ROOTS.stream()
                .map(StaticDetector::page)
                .filter(file -> tree.entry(file).isPresent())
                .findFirst()
                .map(file -> Match.of(stack(), file.equals("index.html") ? 45 : 30, file, file + " is there"));
    }

    @Override
    public Plan plan(Findings findings) {
        Optional<Staticfile> file = Staticfile.read(findings);
        boolean spa = file.filter(Staticfile::spa).isPresent();
        String named = file.map(Staticfile::root).orElse(null);
        if (named != null) {
            if (!named.equals(".") && !findings.hasFolder(named)) {
                throw findings.refuse(
                        "the Staticfile names the folder \"" + Texts.shown(named) + "\", which is not there",
                        "Correct \"root:\" in the Staticfile.");
            }
            findings.site(named, spa, Staticfile.FILE, "the Staticfile names it");
        } else if (ServerConfig.read(findings).isPresent()) {
            ServerConfig config = ServerConfig.read(findings).orElseThrow();
            findings.site(config.root(), config.spa(), config.file(), "it names the folder that is served");
            findings.warn(
                    config.file() + " is read for the folder and the fallback alone: the file server is Firn's own.");
        } else {
            String folder = ROOTS.stream()
                    .filter(candidate -> findings.has(page(candidate)))
                    .findFirst()
                    .orElse(".");
            findings.site(folder, spa, page(folder), "index.html is there");
        }
        findings.procfile();
        if (!findings.hasProcess("web")) {
            findings.process("web", "firn-static", null, "a site of files is served by the file server");
        }
        String version = findings.offer("caddy").standard();
        return findings.plan(stack(), new Plan.Toolchain("caddy", null, version));
    }

    private static String page(String folder) {
        return folder.equals(".") ? "index.html" : folder + "/index.html";
    }
}
