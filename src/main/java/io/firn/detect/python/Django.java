package io.firn.detect.python;

import io.firn.detect.Findings;
import io.firn.tree.TreeEntry;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** How a Django project is served and its static files are collected. */
final class Django {
    private static final String MANAGE = "manage.py";
    private static final Pattern SETTINGS =
            Pattern.compile("DJANGO_SETTINGS_MODULE[\"']\\s*,\\s*[\"']([A-Za-z_][A-Za-z0-9_.]{0,200})[\"']");
    private static final Pattern APPLICATION = Pattern.compile(
            "(?m)^(WSGI|ASGI)_APPLICATION\\s*=\\s*[\"']([A-Za-z_][\\w.]{0,200})\\.([A-Za-z_]\\w{0,60})[\"']");

    private Django() {}

    /** Whether the tree holds a Django project, whatever names it among its dependencies. */
    static boolean isThere(Findings findings) {
        return findings.text(MANAGE)
                .filter(text -> SETTINGS.matcher(text).find())
                .isPresent();
    }

    static void plan(Findings findings, PythonNeeds needs) {
        Optional<String> manage = manage(findings);
        Optional<String> settings = manage.flatMap(file -> {
            Matcher matcher = SETTINGS.matcher(findings.text(file).orElse(""));
            return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
        });
        if (settings.isEmpty()) {
            if (!findings.hasProcess("web")) {
                findings.unmet(findings.refuse(
                        "it requires Django, and no manage.py at the root or one folder below names its settings",
                        "Move manage.py to the root, or add a Procfile with a web process."));
            }
            return;
        }
        String file = manage.get();
        String folder = file.equals(MANAGE) ? "" : file.substring(0, file.length() - MANAGE.length());
        findings.env("DJANGO_SETTINGS_MODULE", settings.get());
        String project = settings.get().replaceFirst("\\..*", "");
        String text = settingsText(findings, folder + settings.get().replace('.', '/'), folder + project);
        if (text.contains("STATIC_ROOT")) {
            findings.build("python " + file + " collectstatic --noinput", file, "the settings name STATIC_ROOT");
        }
        if (!findings.hasProcess("web")) {
            web(findings, needs, folder, project, text);
        }
    }

    private static Optional<String> manage(Findings findings) {
        if (findings.has(MANAGE)) {
            return Optional.of(MANAGE);
        }
        List<String> below = findings.tree().list("").stream()
                .filter(entry ->
                        entry.kind() == TreeEntry.Kind.FOLDER && entry.name().matches("[A-Za-z0-9_][\\w-]{0,60}"))
                .map(entry -> entry.path() + "/" + MANAGE)
                .filter(findings::has)
                .toList();
        return below.size() == 1 ? Optional.of(below.getFirst()) : Optional.empty();
    }

    private static String settingsText(Findings findings, String module, String project) {
        return Stream.of(
                        module + ".py",
                        module + "/__init__.py",
                        module + "/base.py",
                        project + "/settings/base.py",
                        project + "/settings.py")
                .distinct()
                .map(file -> findings.text(file).orElse(""))
                .reduce("", (a, b) -> a + "\n" + b);
    }

    private static void web(Findings findings, PythonNeeds needs, String folder, String project, String settings) {
        String wsgi = project + ".wsgi";
        String asgi = project + ".asgi:application";
        Matcher named = APPLICATION.matcher(settings);
        while (named.find()) {
            if (named.group(1).equals("WSGI")) {
                wsgi = named.group(2) + (named.group(3).equals("application") ? "" : ":" + named.group(3));
            } else {
                asgi = named.group(2) + ":" + named.group(3);
            }
        }
        boolean hasWsgi = findings.has(folder + file(wsgi));
        boolean hasAsgi = findings.has(folder + file(asgi));
        String into = folder.isEmpty() ? "" : "cd " + folder.substring(0, folder.length() - 1) + " && ";
        boolean async = needs.has("daphne") || (needs.has("uvicorn") && !needs.has("gunicorn"));
        if (hasAsgi && (async || !hasWsgi)) {
            String server =
                    needs.has("daphne") ? "daphne -b 0.0.0.0 -p $PORT " : "uvicorn --host 0.0.0.0 --port $PORT ";
            findings.process("web", into + server + asgi, folder + file(asgi), "it is there");
        } else if (hasWsgi) {
            findings.process("web", into + "gunicorn --bind 0.0.0.0:$PORT " + wsgi, folder + file(wsgi), "it is there");
        } else {
            findings.unmet(findings.refuse(
                    "it is a Django project \"" + project + "\" without wsgi.py and asgi.py",
                    "Add \"" + folder + project + "/wsgi.py\", or a Procfile with a web process."));
        }
    }

    private static String file(String target) {
        return target.replaceFirst(":.*", "").replace('.', '/') + ".py";
    }
}
