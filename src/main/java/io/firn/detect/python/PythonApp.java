package io.firn.detect.python;

import io.firn.detect.Findings;
import io.firn.tree.TreeEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the object that a Python web server is told to serve, by reading the few modules where it usually is. */
final class PythonApp {
    private static final List<String> NAMES = List.of(
            "app.py",
            "main.py",
            "wsgi.py",
            "asgi.py",
            "application.py",
            "server.py",
            "run.py",
            "index.py",
            "api.py",
            "hello.py");
    private static final Pattern SETTINGS =
            Pattern.compile("DJANGO_SETTINGS_MODULE[\"']\\s*,\\s*[\"']([A-Za-z_][A-Za-z0-9_.]{0,200})[\"']");

    private PythonApp() {}

    /** {@code module:object} of the first {@code object = Class(...)} at the top of a module, or of a create_app function. */
    static Optional<Found> find(Findings findings, String type) {
        Pattern assigned = Pattern.compile("(?m)^(\\w{1,60})\\s*(?::[^=\\n]{0,100})?=\\s*(?:\\w+\\.)?" + type + "\\(");
        Optional<Found> factory = Optional.empty();
        for (String file : candidates(findings)) {
            String text = findings.text(file).orElse("");
            Matcher matcher = assigned.matcher(text);
            if (matcher.find()) {
                return Optional.of(new Found(file, module(file) + ":" + matcher.group(1)));
            }
            if (factory.isEmpty() && text.contains("\ndef create_app(") && text.contains(type + "(")) {
                factory = Optional.of(new Found(file, module(file) + ":create_app()"));
            }
        }
        return factory;
    }

    /** The settings module that manage.py names. */
    static Optional<String> djangoSettings(Findings findings) {
        Matcher matcher = SETTINGS.matcher(findings.text("manage.py").orElse(""));
        return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    /** The first module at the root that looks like a program. */
    static Optional<String> script(Findings findings) {
        return List.of("main.py", "app.py", "server.py", "run.py", "start.py", "bot.py", "hello.py", "__main__.py")
                .stream()
                .filter(findings::has)
                .findFirst();
    }

    private static List<String> candidates(Findings findings) {
        var files = new ArrayList<String>();
        NAMES.stream().filter(findings::has).forEach(files::add);
        for (TreeEntry folder : findings.tree().list("")) {
            if (folder.kind() == TreeEntry.Kind.FOLDER && folder.name().matches("[A-Za-z_]\\w{0,60}")) {
                for (String name : List.of("__init__.py", "app.py", "main.py", "wsgi.py", "asgi.py")) {
                    String path = folder.path() + "/" + name;
                    if (findings.has(path)) {
                        files.add(path);
                    }
                }
            }
        }
        return files.subList(0, Math.min(files.size(), 60));
    }

    private static String module(String file) {
        return file.replaceFirst("/__init__\\.py$", "")
                .replaceFirst("\\.py$", "")
                .replace('/', '.');
    }

    /** Where it is and what the server is told. */
    record Found(String file, String target) {}
}
