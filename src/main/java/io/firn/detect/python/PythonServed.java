package io.firn.detect.python;

import io.firn.detect.Findings;
import io.firn.detect.Shell;
import java.util.List;
import java.util.Optional;

/** Python apps that are an object or a function which a server of WSGI or ASGI serves. */
final class PythonServed {
    /**
     * A framework whose app is such an object.
     *
     * @param dependency the package that tells of it
     * @param name what it is called, and how it is imported
     * @param type what makes the object, as a pattern
     * @param asgi whether a server of ASGI serves it; else one of WSGI
     */
    private record Framework(String dependency, String name, String type, boolean asgi) {}

    private static final List<Framework> ALL = List.of(
            new Framework("fastapi", "fastapi", "FastAPI", true),
            new Framework("python-fasthtml", "fasthtml", "FastHTML|fast_app", true),
            new Framework("litestar", "litestar", "Litestar", true),
            new Framework("quart", "quart", "Quart", true),
            new Framework("starlette", "starlette", "Starlette", true),
            new Framework("flask", "flask", "Flask", false),
            new Framework("falcon", "falcon", "falcon\\.App|App", false),
            new Framework("bottle", "bottle", "Bottle|default_app", false));

    private final Findings findings;
    private final PythonNeeds needs;
    private final Optional<Framework> framework;

    PythonServed(Findings findings, PythonNeeds needs) {
        this.findings = findings;
        this.needs = needs;
        List<Framework> needed =
                ALL.stream().filter(one -> needs.has(one.dependency())).toList();
        this.framework = needed.stream()
                .filter(one -> PythonApp.find(findings, one.type()).isPresent())
                .findFirst()
                .or(() -> needed.stream().findFirst())
                .or(this::imported);
    }

    /** One that nothing names, and that a module imports and makes an app of. */
    private Optional<Framework> imported() {
        return ALL.stream()
                .filter(one -> PythonApp.importing(findings, one.name()).isPresent()
                        && PythonApp.find(findings, one.type()).isPresent())
                .findFirst();
    }

    /** Names the framework. */
    void name() {
        framework.ifPresent(one -> {
            boolean named = needs.has(one.dependency());
            String file = named
                    ? needs.file(findings)
                    : PythonApp.importing(findings, one.name()).orElse(null);
            findings.framework(
                    one.name(), file, named ? "it requires " + one.dependency() : "it imports " + one.name());
            if (needs.names().isEmpty() && !findings.has(one.name() + ".py") && !findings.hasFolder(one.name())) {
                findings.unmet(findings.refuse(
                        file + " imports " + one.name() + ", and nothing names it among what the app needs",
                        "Write " + one.dependency() + " to requirements.txt and commit it."));
            }
        });
    }

    /** Adds the web process; false where there is nothing to serve. */
    boolean serve() {
        Optional<PythonApp.Found> found =
                framework.flatMap(one -> PythonApp.find(findings, one.type()).or(() -> PythonApp.named(findings)));
        if (found.isPresent()) {
            Framework one = framework.get();
            serve(found.get(), one.name() + " app", one.name() + "'s own server", one.asgi());
            return true;
        }
        for (boolean asgi : List.of(true, false)) {
            Optional<PythonApp.Found> function = PythonApp.callable(findings, asgi);
            if (function.isPresent()
                    && !PythonApp.startsItself(findings, function.get().file())) {
                String kind = asgi ? "ASGI" : "WSGI";
                serve(function.get(), kind + " function", "a server of its own", asgi);
                return true;
            }
        }
        return false;
    }

    /** The object behind a server; a program that serves itself stays as it is where it brings no server. */
    private void serve(PythonApp.Found found, String what, String own, boolean asgi) {
        String file = found.file();
        List<String> servers =
                asgi ? List.of("uvicorn", "hypercorn", "daphne", "granian") : List.of("gunicorn", "waitress", "uwsgi");
        Optional<String> brought = servers.stream().filter(needs::has).findFirst();
        boolean alone =
                PythonApp.startsAtOnce(findings, file) || (brought.isEmpty() && PythonApp.startsItself(findings, file));
        if (alone && !file.contains("/")) {
            findings.process("web", "python " + Shell.quote(file), file, "it starts a server of its own");
            findings.warn("It is served by " + own + ": require " + (asgi ? "uvicorn" : "gunicorn")
                    + " for one that is made for production, and start none where the module is only imported.");
            return;
        }
        String server = brought.filter(name -> List.of("uvicorn", "hypercorn", "daphne", "gunicorn", "waitress")
                        .contains(name))
                .orElse(asgi ? "uvicorn" : "gunicorn");
        findings.process("web", command(server, found.target()), file, "it holds the " + what);
        if (brought.isEmpty()) {
            findings.warn(server + " is not in " + needs.file(findings) + "; the package set's own is used.");
        }
    }

    private static String command(String server, String app) {
        boolean factory = app.endsWith("()");
        String target = Shell.quote(app);
        String plain = factory ? Shell.quote(app.replace("()", "")) : target;
        return switch (server) {
            case "uvicorn" -> "uvicorn --host 0.0.0.0 --port $PORT " + (factory ? "--factory " : "") + plain;
            case "hypercorn" -> "hypercorn --bind 0.0.0.0:$PORT " + target;
            case "daphne" -> "daphne -b 0.0.0.0 -p $PORT " + target;
            case "waitress" -> "waitress-serve --listen=0.0.0.0:$PORT " + (factory ? "--call " : "") + plain;
            default -> "gunicorn --bind 0.0.0.0:$PORT " + target;
        };
    }
}
