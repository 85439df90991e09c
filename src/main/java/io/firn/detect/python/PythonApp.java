package io.firn.detect.python;

import io.firn.detect.Findings;
import io.firn.tree.Tree;
import io.firn.tree.TreeEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the object that a Python web server is told to serve, by reading the few modules where it usually is. */
final class PythonApp {
    private static final List<String> NAMES = List.of(
            "main.py",
            "app.py",
            "wsgi.py",
            "asgi.py",
            "application.py",
            "server.py",
            "run.py",
            "index.py",
            "api.py",
            "hello.py");
    private static final List<String> FOLDER_NAMES = List.of(
            "__init__.py", "main.py", "app.py", "wsgi.py", "asgi.py", "server.py", "index.py", "api.py", "routes.py");
    private static final List<String> SCRIPTS =
            List.of("main.py", "app.py", "server.py", "run.py", "start.py", "bot.py", "hello.py", "__main__.py");
    private static final Pattern ITSELF = Pattern.compile("(?m)^if\\s+__name__\\s*==\\s*[\"']__main__[\"']");

    /** A call that serves or runs; in a module's main block, or, at the start of a line, wherever it is imported. */
    private static final String STARTING = "(?:run|serve|run_simple|run_app|serve_forever)\\(";

    private static final Pattern STARTS = Pattern.compile("(?:\\.|\\b)" + STARTING);
    private static final Pattern AT_ONCE = Pattern.compile("(?m)^(?:\\w{1,60}\\.){0,3}" + STARTING);
    private static final Pattern MADE = Pattern.compile(
            "(?m)^(app|application)\\s*=\\s*(?:\\w{1,60}\\.){0,3}(?:create|make|build|get)_(?:app|application)\\(");
    private static final Pattern TAKEN =
            Pattern.compile("(?m)^from[ \\t]+[\\w.]{1,200}[ \\t]+import[ \\t]+(?:\\w{1,60}[ \\t]*,[ \\t]*){0,9}"
                    + "(?:\\w{1,60}[ \\t]+as[ \\t]+)?(app|application)[ \\t]*(?:$|,|#)");
    private static final String TYPED = "(?:[ \\t]*:[^,()\\n]{0,60})?\\s*";
    private static final Pattern WSGI =
            Pattern.compile("(?m)^def[ \\t]+(\\w{1,60})\\(\\s*env\\w{0,20}" + TYPED + ",\\s*start_response\\b");
    private static final Pattern ASGI = Pattern.compile(
            "(?m)^async[ \\t]+def[ \\t]+(\\w{1,60})\\(\\s*scope" + TYPED + ",\\s*receive" + TYPED + ",\\s*send\\b");

    private PythonApp() {}

    /** {@code module:object} of the first {@code object = Class(...)} at the top of a module, or of a create_app function. */
    static Optional<Found> find(Findings findings, String type) {
        Pattern assigned = Pattern.compile(
                "(?m)^(\\w{1,60})(?:\\s*,\\s*\\w{1,60}){0,3}\\s*(?::[^=\\n]{0,100})?=\\s*(?:\\w{1,60}\\.){0,2}(?:"
                        + type + ")\\(");
        Pattern made = Pattern.compile("(?:" + type + ")\\(");
        Optional<Found> factory = Optional.empty();
        for (String file : candidates(findings)) {
            String text = findings.text(file).orElse("");
            Matcher matcher = assigned.matcher(text);
            if (matcher.find()) {
                return Optional.of(new Found(file, module(file) + ":" + matcher.group(1)));
            }
            if (factory.isEmpty()
                    && text.contains("\ndef create_app(")
                    && made.matcher(text).find()) {
                factory = Optional.of(new Found(file, module(file) + ":create_app()"));
            }
        }
        return factory;
    }

    /** {@code module:object} of a module at the root that takes the app from another or has it made there. */
    static Optional<Found> named(Findings findings) {
        for (String file : NAMES) {
            String text = findings.text(file).orElse("");
            for (Pattern pattern : List.of(MADE, TAKEN)) {
                Matcher matcher = pattern.matcher(text);
                if (matcher.find()) {
                    return Optional.of(new Found(file, module(file) + ":" + matcher.group(1)));
                }
            }
        }
        return Optional.empty();
    }

    /** {@code module:function} of the first function with the arguments that PEP 3333 or the ASGI specification give an app. */
    static Optional<Found> callable(Findings findings, boolean asgi) {
        for (String file : candidates(findings)) {
            Matcher matcher = (asgi ? ASGI : WSGI).matcher(findings.text(file).orElse(""));
            if (matcher.find()) {
                return Optional.of(new Found(file, module(file) + ":" + matcher.group(1)));
            }
        }
        return Optional.empty();
    }

    /** Whether a module starts a server of its own when it is run as a program. */
    static boolean startsItself(Findings findings, String file) {
        String text = findings.text(file).orElse("");
        Matcher block = ITSELF.matcher(text);
        return startsAtOnce(findings, file)
                || (block.find() && STARTS.matcher(text).find(block.end()));
    }

    /** Whether a module starts a server as soon as it is imported: no other server can have it. */
    static boolean startsAtOnce(Findings findings, String file) {
        return AT_ONCE.matcher(findings.text(file).orElse("")).find();
    }

    /** The first module at the root that looks like a program; the only one where there is but one. */
    static Optional<String> script(Findings findings) {
        Optional<String> usual = SCRIPTS.stream().filter(findings::has).findFirst();
        if (usual.isPresent()) {
            return usual;
        }
        List<String> all = findings.tree().list("").stream()
                .filter(entry -> entry.isFile()
                        && entry.name().endsWith(".py")
                        && !entry.name().matches("(?:test_.*|.*_test|conftest|__init__|setup|manage|\\w*conf)\\.py"))
                .map(TreeEntry::path)
                .toList();
        return all.size() == 1
                        && ITSELF.matcher(findings.text(all.getFirst()).orElse(""))
                                .find()
                ? Optional.of(all.getFirst())
                : Optional.empty();
    }

    /** The one module at the root that does something when it is run, or that a server can have. */
    static Optional<String> alone(Tree tree) {
        List<String> all = tree.list("").stream()
                .filter(entry -> entry.isFile() && entry.name().endsWith(".py"))
                .map(TreeEntry::path)
                .toList();
        return all.size() == 1
                ? all.stream()
                        .filter(file -> tree.text(file, Findings.SMALL)
                                .filter(text -> List.of(ITSELF, AT_ONCE, WSGI, ASGI).stream()
                                        .anyMatch(
                                                pattern -> pattern.matcher(text).find()))
                                .isPresent())
                        .findFirst()
                : Optional.empty();
    }

    /** The first of the usual modules that imports a package. */
    static Optional<String> importing(Findings findings, String name) {
        Pattern imports = Pattern.compile("(?m)^(?:import|from)[ \\t]+" + Pattern.quote(name) + "\\b");
        return candidates(findings).stream()
                .filter(file -> imports.matcher(findings.text(file).orElse("")).find())
                .findFirst();
    }

    /** A package with a {@code __main__} module, at the root or below {@code src}. */
    static Optional<String> runnablePackage(Findings findings) {
        for (String base : List.of("", "src")) {
            for (TreeEntry entry : findings.tree().list(base)) {
                if (entry.kind() == TreeEntry.Kind.FOLDER
                        && entry.name().matches("[A-Za-z_][\\w-]{0,60}")
                        && findings.has(entry.path() + "/__main__.py")) {
                    return Optional.of(entry.path());
                }
            }
        }
        return Optional.empty();
    }

    private static List<String> candidates(Findings findings) {
        var files = new ArrayList<String>();
        files.addAll(List.of("streamlit_app.py", "Home.py").stream()
                .filter(findings::has)
                .toList());
        NAMES.stream().filter(findings::has).forEach(files::add);
        alone(findings.tree()).filter(file -> !files.contains(file)).ifPresent(files::add);
        for (TreeEntry folder : findings.tree().list("")) {
            if (folder.kind() == TreeEntry.Kind.FOLDER && folder.name().matches("[A-Za-z_]\\w{0,60}")) {
                for (String name : FOLDER_NAMES) {
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
