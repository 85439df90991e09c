package io.firn.detect.python;

import io.firn.detect.Findings;
import io.firn.detect.Match;
import io.firn.detect.Plan;
import io.firn.detect.Procfile;
import io.firn.detect.Shell;
import io.firn.detect.StackDetector;
import io.firn.tree.Tree;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Python apps with a requirements.txt: Flask, Django, FastAPI, and plain programs. */
public final class PythonDetector implements StackDetector {
    private static final List<String> FILES = List.of(Requirements.FILE, "pyproject.toml", "Pipfile", "setup.py");
    private static final List<String> ENTRIES = List.of(
            "manage.py",
            "app.py",
            "main.py",
            "wsgi.py",
            "asgi.py",
            "application.py",
            "server.py",
            "bot.py",
            "start.py",
            "run.py");

    @Override
    public String stack() {
        return "python";
    }

    @Override
    public String looksFor() {
        return Requirements.FILE;
    }

    @Override
    public Optional<Match> match(Tree tree) {
        Optional<String> file =
                FILES.stream().filter(name -> tree.entry(name).isPresent()).findFirst();
        Optional<String> entry =
                ENTRIES.stream().filter(name -> tree.entry(name).isPresent()).findFirst();
        if (file.isEmpty() && entry.isEmpty()) {
            return Optional.empty();
        }
        String found = file.orElseGet(entry::get);
        String web = Procfile.web(tree.text(Procfile.FILE, Findings.SMALL).orElse(""));
        boolean started = web.matches("(?:python\\d?|gunicorn|uvicorn|waitress-serve|daphne|hypercorn|flask)\\b.*");
        int confidence = started ? 95 : file.isEmpty() ? 50 : entry.isEmpty() ? 70 : 85;
        return Optional.of(Match.of(stack(), confidence, found, found + " is there"));
    }

    @Override
    public Plan plan(Findings findings) {
        Optional<Requirements> requirements = Requirements.read(findings.tree());
        if (requirements.isEmpty()) {
            refuseOthers(findings);
        }
        requirements.ifPresent(read -> read.warnings().forEach(findings::warn));
        findings.installer(
                "pip",
                null,
                requirements.isPresent() ? Requirements.FILE : null,
                requirements.isPresent() ? "requirements.txt is there" : "nothing names another one");
        Plan.Toolchain toolchain = PythonVersion.choose(findings);
        framework(findings, requirements);
        findings.procfile();
        web(findings, requirements);
        return findings.plan(stack(), toolchain);
    }

    private static void refuseOthers(Findings findings) {
        for (String[] other : new String[][] {
            {"uv.lock", "uv export --no-dev --no-hashes --no-emit-project -o requirements.txt"},
            {"poetry.lock", "poetry export --without-hashes -o requirements.txt"},
            {"pdm.lock", "pdm export --without-hashes -o requirements.txt"},
            {"Pipfile.lock", "pipenv requirements > requirements.txt"},
            {"Pipfile", "pipenv requirements > requirements.txt"}
        }) {
            if (findings.has(other[0])) {
                throw findings.refuse(
                        "its dependencies are in " + other[0] + ", which Firn does not read yet",
                        "Run \"" + other[1] + "\" and commit requirements.txt.");
            }
        }
        if (Pyproject.read(findings).hasDependencies()) {
            throw findings.refuse(
                    "its dependencies are in pyproject.toml, which Firn does not read yet",
                    "Run \"pip-compile -o requirements.txt pyproject.toml\" and commit requirements.txt.");
        }
        if (findings.has("setup.py")) {
            throw findings.refuse(
                    "its dependencies are in setup.py, which only running it could tell",
                    "Write them to requirements.txt and commit it.");
        }
    }

    private static void framework(Findings findings, Optional<Requirements> requirements) {
        for (String name : List.of("django", "fastapi", "starlette", "flask")) {
            if (requirements.filter(read -> read.has(name)).isPresent()) {
                findings.framework(name, Requirements.FILE, "it requires " + name);
                return;
            }
        }
    }

    private static void web(Findings findings, Optional<Requirements> requirements) {
        String framework = findings.framework();
        if ("django".equals(framework)) {
            django(findings);
        }
        if (findings.hasProcess("web")) {
            return;
        }
        Optional<PythonApp.Found> found =
                switch (framework == null ? "" : framework) {
                    case "fastapi" -> PythonApp.find(findings, "FastAPI");
                    case "starlette" -> PythonApp.find(findings, "Starlette");
                    case "flask" -> PythonApp.find(findings, "Flask");
                    default -> Optional.empty();
                };
        if (found.isPresent()) {
            boolean asgi = !"flask".equals(framework);
            String target = Shell.quote(found.get().target());
            String command = asgi ? "uvicorn --host 0.0.0.0 --port $PORT " : "gunicorn --bind 0.0.0.0:$PORT ";
            findings.process("web", command + target, found.get().file(), "it holds the " + framework + " app");
            server(findings, requirements, asgi ? "uvicorn" : "gunicorn");
            return;
        }
        String script = PythonApp.script(findings)
                .orElseThrow(() -> findings.refuse(
                        "nothing says how it starts: there is no Procfile, no "
                                + (framework == null ? "web framework" : framework + " app")
                                + " in the usual modules, and no main.py or app.py",
                        "Add a Procfile with a line such as \"web: gunicorn --bind 0.0.0.0:$PORT app:app\"."));
        findings.process("web", "python " + Shell.quote(script), script, script + " is there");
    }

    private static void django(Findings findings) {
        Optional<String> settings = PythonApp.djangoSettings(findings);
        if (settings.isEmpty()) {
            if (!findings.hasProcess("web")) {
                throw findings.refuse(
                        "it requires Django, and no manage.py at the root names its settings",
                        "Move manage.py to the root, or add a Procfile with a web process.");
            }
            return;
        }
        findings.env("DJANGO_SETTINGS_MODULE", settings.get());
        String project = settings.get().replaceFirst("\\..*", "");
        String folder = settings.get().replace('.', '/');
        boolean collects = Stream.of(folder + ".py", folder + "/__init__.py", project + "/settings/base.py")
                .anyMatch(file -> findings.text(file).orElse("").contains("STATIC_ROOT"));
        if (collects) {
            findings.build("python manage.py collectstatic --noinput", folder + ".py", "the settings name STATIC_ROOT");
        }
        if (findings.hasProcess("web")) {
            return;
        }
        if (findings.has(project + "/wsgi.py")) {
            findings.process(
                    "web", "gunicorn --bind 0.0.0.0:$PORT " + project + ".wsgi", project + "/wsgi.py", "it is there");
        } else if (findings.has(project + "/asgi.py")) {
            findings.process(
                    "web",
                    "uvicorn --host 0.0.0.0 --port $PORT " + project + ".asgi:application",
                    project + "/asgi.py",
                    "it is there");
        } else {
            throw findings.refuse(
                    "it is a Django project \"" + project + "\" without wsgi.py and asgi.py",
                    "Add \"" + project + "/wsgi.py\", or a Procfile with a web process.");
        }
    }

    private static void server(Findings findings, Optional<Requirements> requirements, String name) {
        if (requirements.filter(read -> read.has(name)).isEmpty()) {
            findings.warn(name + " is not in requirements.txt; the package set's own is used.");
        }
    }
}
