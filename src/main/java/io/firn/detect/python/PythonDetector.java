package io.firn.detect.python;

import io.firn.detect.Findings;
import io.firn.detect.Match;
import io.firn.detect.Plan;
import io.firn.detect.Procfile;
import io.firn.detect.StackDetector;
import io.firn.tree.Tree;
import java.util.List;
import java.util.Optional;

/** Python apps of pip, Poetry, uv, PDM and Pipenv: Django, Flask, FastAPI and their like, and plain programs. */
public final class PythonDetector implements StackDetector {
    private static final List<String> FILES = List.of(
            Requirements.FILE,
            Pyproject.FILE,
            Pipfile.FILE,
            Pipfile.LOCK,
            "uv.lock",
            "poetry.lock",
            "setup.py",
            "setup.cfg",
            CondaFile.FILE);
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
        return "requirements.txt or pyproject.toml";
    }

    @Override
    public Optional<Match> match(Tree tree) {
        Optional<String> file =
                FILES.stream().filter(name -> tree.entry(name).isPresent()).findFirst();
        Optional<String> entry =
                ENTRIES.stream().filter(name -> tree.entry(name).isPresent()).findFirst();
        if (file.isEmpty() && entry.isEmpty()) {
            return PythonApp.alone(tree).map(name -> Match.of(stack(), 40, name, "it is the only program, " + name));
        }
        String found = file.orElseGet(entry::get);
        String web = Procfile.web(tree.text(Procfile.FILE, Findings.SMALL).orElse(""));
        boolean started = web.matches(
                "(?:python\\d?|gunicorn|uvicorn|waitress-serve|daphne|hypercorn|flask|streamlit|celery|poetry|pipenv|uv)\\b.*");
        int confidence = started ? 95 : file.isEmpty() ? 50 : entry.isEmpty() ? 70 : 85;
        return Optional.of(Match.of(stack(), confidence, found, found + " is there"));
    }

    @Override
    public Plan plan(Findings findings) {
        PythonNeeds needs = PythonNeeds.read(findings);
        needs.installer(findings);
        findings.procfile();
        PythonStart.decide(findings, needs);
        return findings.plan(stack(), PythonVersion.choose(findings, needs));
    }
}
