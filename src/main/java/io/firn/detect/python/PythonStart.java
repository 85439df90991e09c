package io.firn.detect.python;

import io.firn.detect.Findings;
import io.firn.detect.Shell;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How a Python app starts where no Procfile says it. */
final class PythonStart {
    /**
     * A framework whose app is an object that a server serves.
     *
     * @param dependency the package that tells of it
     * @param name what it is called
     * @param type what makes the object, as a pattern
     * @param asgi whether a server of ASGI serves it; else one of WSGI
     */
    private record Served(String dependency, String name, String type, boolean asgi) {}

    private static final List<Served> SERVED = List.of(
            new Served("fastapi", "fastapi", "FastAPI", true),
            new Served("python-fasthtml", "fasthtml", "FastHTML|fast_app", true),
            new Served("litestar", "litestar", "Litestar", true),
            new Served("quart", "quart", "Quart", true),
            new Served("starlette", "starlette", "Starlette", true),
            new Served("flask", "flask", "Flask", false),
            new Served("falcon", "falcon", "falcon\\.App|App", false),
            new Served("bottle", "bottle", "Bottle|default_app", false));

    /** Frameworks that have a command of their own, or listen by themselves. */
    private static final List<Map.Entry<String, String>> OWN = List.of(
            Map.entry(
                    "streamlit",
                    "streamlit run %s --server.port $PORT --server.address 0.0.0.0 --server.headless true"),
            Map.entry("chainlit", "chainlit run %s --host 0.0.0.0 --port $PORT --headless"),
            Map.entry("gradio", "GRADIO_SERVER_NAME=0.0.0.0 GRADIO_SERVER_PORT=$PORT python %s"),
            Map.entry("panel", "panel serve %s --address 0.0.0.0 --port $PORT --allow-websocket-origin=*"));

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
        Optional<Served> served =
                SERVED.stream().filter(one -> needs.has(one.dependency())).findFirst();
        served.ifPresent(
                one -> findings.framework(one.name(), needs.file(findings), "it requires " + one.dependency()));
        if (findings.hasProcess("web") || site(findings, needs)) {
            return;
        }
        if (served.isEmpty() || !serve(findings, needs, served.get())) {
            program(findings, needs);
        }
    }

    /** The object behind a server; a program that serves itself stays as it is where it brings no server. */
    private static boolean serve(Findings findings, PythonNeeds needs, Served served) {
        Optional<PythonApp.Found> found = PythonApp.find(findings, served.type());
        if (found.isEmpty()) {
            return false;
        }
        String file = found.get().file();
        List<String> servers = served.asgi()
                ? List.of("uvicorn", "hypercorn", "daphne", "granian")
                : List.of("gunicorn", "waitress", "uwsgi");
        Optional<String> brought = servers.stream().filter(needs::has).findFirst();
        if (brought.isEmpty() && PythonApp.startsItself(findings, file) && !file.contains("/")) {
            findings.process("web", "python " + Shell.quote(file), file, "it starts a server of its own");
            findings.warn("It is served by " + served.name() + "'s own server: require "
                    + (served.asgi() ? "uvicorn" : "gunicorn") + " for one that is made for production.");
            return true;
        }
        String server = brought.filter(name -> List.of("uvicorn", "hypercorn", "daphne", "gunicorn", "waitress")
                        .contains(name))
                .orElse(served.asgi() ? "uvicorn" : "gunicorn");
        String target = Shell.quote(found.get().target());
        boolean factory = found.get().target().endsWith("()");
        String plain = factory ? Shell.quote(found.get().target().replace("()", "")) : target;
        String command =
                switch (server) {
                    case "uvicorn" -> "uvicorn --host 0.0.0.0 --port $PORT " + (factory ? "--factory " : "") + plain;
                    case "hypercorn" -> "hypercorn --bind 0.0.0.0:$PORT " + target;
                    case "daphne" -> "daphne -b 0.0.0.0 -p $PORT " + target;
                    case "waitress" -> "waitress-serve --listen=0.0.0.0:$PORT " + (factory ? "--call " : "") + plain;
                    default -> "gunicorn --bind 0.0.0.0:$PORT " + target;
                };
        findings.process("web", command, file, "it holds the " + served.name() + " app");
        if (brought.isEmpty()) {
            findings.warn(server + " is not in " + needs.file(findings) + "; the package set's own is used.");
        }
        return true;
    }

    private static boolean site(Findings findings, PythonNeeds needs) {
        if ((!needs.has("mkdocs") && !needs.has("mkdocs-material")) || !findings.has("mkdocs.yml")) {
            return false;
        }
        findings.framework("mkdocs", "mkdocs.yml", "mkdocs.yml is there");
        findings.build("mkdocs build", "mkdocs.yml", "it is how the site is made");
        findings.site("site", false, "mkdocs.yml", "mkdocs writes there");
        findings.process("web", "firn-static", null, "a site of files is served by the file server");
        return true;
    }

    private static void program(Findings findings, PythonNeeds needs) {
        Optional<String> script = PythonApp.script(findings);
        Optional<String> runnable = PythonApp.runnablePackage(findings);
        Map<String, String> scripts = needs.pyproject().scripts();
        if (script.isPresent()) {
            findings.process("web", "python " + Shell.quote(script.get()), script.get(), script.get() + " is there");
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
                    "nothing says how it starts: there is no Procfile, no "
                            + (framework == null ? "web framework" : framework + " app")
                            + " in the usual modules, and no main.py or app.py",
                    "Add a Procfile with a line such as \"web: gunicorn --bind 0.0.0.0:$PORT app:app\"."));
        }
    }

    /** A command that installing the project would make: its function is called, as the project itself stays a folder. */
    private static void installed(Findings findings, Map<String, String> scripts) {
        Map.Entry<String, String> script = scripts.entrySet().stream()
                .filter(entry -> entry.getKey().equals(findings.app()))
                .findFirst()
                .orElseGet(() -> scripts.entrySet().iterator().next());
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
