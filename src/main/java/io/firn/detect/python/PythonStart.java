package io.firn.detect.python;

import io.firn.detect.Findings;
import io.firn.detect.Shell;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** How a Python app starts where no Procfile says it. */
final class PythonStart {
    /** Frameworks that have a command of their own, or listen by themselves. */
    private static final List<Map.Entry<String, String>> OWN = List.of(
            Map.entry(
                    "streamlit",
                    "streamlit run %s --server.port $PORT --server.address 0.0.0.0 --server.headless true"),
            Map.entry("chainlit", "chainlit run %s --host 0.0.0.0 --port $PORT --headless"),
            Map.entry("gradio", "GRADIO_SERVER_NAME=0.0.0.0 GRADIO_SERVER_PORT=$PORT python %s"),
            Map.entry("panel", "panel serve %s --address 0.0.0.0 --port $PORT --allow-websocket-origin=*"));

    private static final String PELICAN = "pelicanconf.py";

    /** Commands that start an app, as projects with several of them call the one that does. */
    private static final List<String> STARTING = List.of("start", "serve", "server", "web", "run", "main", "app");

    private PythonStart() {}

    static void decide(Findings findings, PythonNeeds needs) {
        if (needs.has("django") || Django.isThere(findings)) {
            findings.framework("django", needs.has("django") ? needs.file(findings) : "manage.py", "it uses Django");
            Django.plan(findings, needs);
            return;
        }
        for (Map.Entry<String, String> own : OWN) {
            Optional<String> file =
                    needs.has(own.getKey()) ? PythonApp.importing(findings, own.getKey()) : Optional.empty();
            if (file.isPresent()) {
                findings.framework(own.getKey(), needs.file(findings), "it requires " + own.getKey());
                if (!findings.hasProcess("web")) {
                    findings.process(
                            "web",
                            own.getValue().replace("%s", Shell.quote(file.get())),
                            file.get(),
                            "it imports " + own.getKey());
                }
                return;
            }
        }
        var served = new PythonServed(findings, needs);
        served.name();
        if (findings.hasProcess("web") || site(findings, needs)) {
            return;
        }
        if (!served.serve()) {
            program(findings, needs);
        }
    }

    private static boolean site(Findings findings, PythonNeeds needs) {
        if (needs.has("pelican") && findings.has(PELICAN)) {
            pelican(findings);
            return true;
        }
        if ((!needs.has("mkdocs") && !needs.has("mkdocs-material")) || !findings.has("mkdocs.yml")) {
            return false;
        }
        findings.framework("mkdocs", "mkdocs.yml", "mkdocs.yml is there");
        findings.build("mkdocs build", "mkdocs.yml", "it is how the site is made");
        findings.site("site", false, "mkdocs.yml", "mkdocs writes there");
        findings.process("web", "firn-static", null, "a site of files is served by the file server");
        return true;
    }

    /** Where the pages are stands in the settings, unless they are where Pelican's own start kit puts them. */
    private static void pelican(Findings findings) {
        String settings = findings.has("publishconf.py") ? "publishconf.py" : PELICAN;
        String pages = findings.hasFolder("content") ? " content" : "";
        findings.framework("pelican", PELICAN, PELICAN + " is there");
        findings.build("pelican" + pages + " -o output -s " + settings, settings, "it is how the site is made");
        findings.site("output", false, settings, "the build is told to write there");
        findings.process("web", "firn-static", null, "a site of files is served by the file server");
    }

    private static void program(Findings findings, PythonNeeds needs) {
        Optional<String> script = PythonApp.script(findings);
        Optional<String> runnable = PythonApp.runnablePackage(findings);
        Map<String, String> scripts = needs.pyproject().scripts();
        if (script.isPresent()) {
            findings.process("web", "python " + Shell.quote(script.get()), script.get(), script.get() + " is there");
            if (findings.framework() != null && !PythonApp.startsItself(findings, script.get())) {
                findings.warn(script.get() + " is run as a program: no " + findings.framework()
                        + " app was found in the usual modules, and nothing in it starts a server.");
            }
        } else if (!scripts.isEmpty()) {
            installed(findings, scripts);
        } else if (runnable.isPresent()) {
            String folder = runnable.get();
            boolean below = folder.startsWith("src/");
            findings.process(
                    "web",
                    (below ? "PYTHONPATH=src " : "") + "python -m " + folder.substring(folder.indexOf('/') + 1),
                    folder + "/__main__.py",
                    "it is there");
        } else {
            String framework = findings.framework();
            findings.unmet(findings.refuse(
                    "nothing says how it starts: " + findings.noWeb() + ", no "
                            + (framework == null ? "web framework" : framework + " app")
                            + " in the usual modules, and no main.py or app.py",
                    "Add a Procfile with a line such as \"web: gunicorn --bind 0.0.0.0:$PORT app:app\"."));
        }
    }

    /** A command that installing the project would make: its function is called, as the project itself stays a folder. */
    private static void installed(Findings findings, Map<String, String> scripts) {
        String name = Stream.concat(Stream.of(findings.app()), STARTING.stream())
                .filter(scripts::containsKey)
                .findFirst()
                .orElseGet(() -> scripts.keySet().iterator().next());
        Map.Entry<String, String> script = Map.entry(name, scripts.getOrDefault(name, ""));
        String[] target = script.getValue().split(":", 2);
        boolean below = findings.hasFolder("src/" + target[0].replaceFirst("\\..*", ""));
        if (scripts.size() > 1) {
            findings.warn("The project has several commands (" + String.join(", ", scripts.keySet()) + "); "
                    + script.getKey() + " is started.");
        }
        findings.process(
                "web",
                (below ? "PYTHONPATH=src " : "") + "python -c 'from " + target[0] + " import " + target[1] + "; "
                        + target[1] + "()'",
                Pyproject.FILE,
                "it is the project's command \"" + script.getKey() + "\"");
    }
}
