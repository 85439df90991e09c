package io.firn.detect.node;

import io.firn.detect.Findings;
import io.firn.detect.Shell;
import io.firn.detect.Texts;
import io.firn.detect.web.Staticfile;
import java.util.List;
import java.util.Optional;

/** How a Node.js app is started: as its Procfile or start script says, as a site that is served, or by its entry file. */
final class NodeStart {
    static final List<String> ENTRIES =
            List.of("server.js", "index.js", "app.js", "main.js", "server.mjs", "index.mjs");

    private static final String SERVE = "firn-static";

    private final Findings findings;
    private final NodePackage manifest;
    private final Optional<NodeFramework> framework;

    private NodeStart(Findings findings, NodePackage manifest, Optional<NodeFramework> framework) {
        this.findings = findings;
        this.manifest = manifest;
        this.framework = framework;
    }

    static void decide(Findings findings, NodePackage manifest, Optional<NodeFramework> framework) {
        if (!findings.hasProcess("web")) {
            new NodeStart(findings, manifest, framework).web();
        }
    }

    private void web() {
        if (!served() && !scripted() && !known()) {
            String file = entryFile();
            findings.process("web", "node " + Shell.quote(file), file, file + " is there");
        }
    }

    /** A build writes a site, and nothing of the repository serves it. */
    private boolean served() {
        if (!findings.builds()) {
            return false;
        }
        Optional<Staticfile> file = Staticfile.read(findings);
        if (file.isPresent() && file.get().root() != null) {
            findings.site(
                    String.valueOf(file.get().root()), file.get().spa(), Staticfile.FILE, "the Staticfile names it");
            findings.process("web", SERVE, Staticfile.FILE, "the Staticfile asks for a file server");
            return true;
        }
        Optional<String> site = framework.flatMap(found -> found.siteOutput(findings, manifest));
        Optional<String> script = manifest.script("start");
        boolean development = script.isPresent()
                && framework.filter(found -> found.isDevelopment(script.get())).isPresent();
        boolean serverBeside = findings.has("server.js") || findings.has("server.mjs");
        if (site.isEmpty() || serverBeside || (script.isPresent() && !development)) {
            return false;
        }
        NodeFramework maker = framework.orElseThrow();
        findings.site(site.get(), maker.spa(), NodePackage.FILE, maker.name() + " writes its files there");
        findings.process(
                "web",
                SERVE,
                NodePackage.FILE,
                development
                        ? "the start script \"" + Texts.shown(script.get())
                                + "\" is for development, so the built files are served"
                        : "there is a build script and no start script, so the built files are served");
        return true;
    }

    private boolean scripted() {
        Optional<String> script = manifest.script("start");
        if (script.isEmpty()) {
            return false;
        }
        boolean development = framework
                .filter(found -> found.output() != null && found.isDevelopment(script.get()))
                .isPresent();
        if (development) {
            findings.warn("The start script \"" + Texts.shown(script.get()) + "\" is a server for development.");
        }
        findings.process("web", "npm start", NodePackage.FILE, "it has a script \"start\"");
        return true;
    }

    private boolean known() {
        Optional<String> server = framework.flatMap(found -> found.serverCommand(manifest));
        if (server.isEmpty() || !findings.builds()) {
            return false;
        }
        String name = framework.orElseThrow().name();
        if (name.equals("astro")) {
            findings.env("HOST", "0.0.0.0");
        }
        findings.process("web", server.get(), NodePackage.FILE, name + " is started so");
        return true;
    }

    private String entryFile() {
        Optional<String> main = manifest.main();
        if (main.isPresent()) {
            for (String ending : List.of("", ".js", "/index.js")) {
                if (findings.has(main.get() + ending)) {
                    return main.get() + ending;
                }
            }
        }
        Optional<String> entry = ENTRIES.stream().filter(findings::has).findFirst();
        if (entry.isPresent()) {
            return entry.get();
        }
        if (main.isPresent() && findings.builds()) {
            return main.get(); // the build may write it
        }
        throw findings.refuse(
                "nothing says how it starts: there is no Procfile, no \"start\" script, no \"main\", and none of "
                        + String.join(", ", ENTRIES),
                "Add a \"start\" script to package.json, for instance \"node server.js\".");
    }
}
