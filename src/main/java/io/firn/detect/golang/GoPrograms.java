package io.firn.detect.golang;

import io.firn.detect.Findings;
import io.firn.detect.Procfile;
import io.firn.tree.Tree;
import io.firn.tree.TreeEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the main package that is built: at the root of a module, below cmd/, or one folder below. */
final class GoPrograms {
    private static final int FILES = 300;
    /** Files at the root that are read where no go.mod says that it is Go at all. */
    private static final int FILES_ALONE = 20;

    private static final Pattern MAIN = Pattern.compile("(?m)^package[ \\t]+main\\b");
    private static final Pattern BEGINS = Pattern.compile("(?m)^func[ \\t]+main[ \\t]*\\(");
    private static final Pattern IGNORED = Pattern.compile("(?m)^//(?:go:build|[ \\t]*\\+build)[ \\t]+ignore\\b");
    private static final Pattern RUN = Pattern.compile("go\\s+run\\s+(?:-\\S+\\s+){0,30}(\\S{1,200}).*");
    private static final Pattern IMPORT = Pattern.compile(
            "(?m)^(?:import)?[ \\t]*(?:[A-Za-z_.]\\w{0,60}[ \\t]+)?\"([a-z0-9-]{1,60}\\.[a-z][^\"\\s]{0,200})\"");
    private static final List<String> USUAL =
            List.of("server", "web", "api", "app", "service", "serve", "http", "httpd", "main");

    private GoPrograms() {}

    /** The folder of the package, without {@code ./}; empty for the root. */
    static String choose(Findings findings, GoModules modules) {
        List<String> found = new ArrayList<>();
        for (String module : modules.modules().keySet()) {
            found.addAll(in(findings, module));
        }
        if (found.isEmpty()) {
            throw findings.refuse(
                    "no Go file at the root, in cmd/ or one folder below says \"package main\"",
                    "Put the program's main package at the root or into cmd/<name>/.");
        }
        return found.size() == 1 ? found.getFirst() : choose(findings, modules, found);
    }

    /** Main packages of a module: its own folder alone, else those below cmd/, else those of its folders. */
    private static List<String> in(Findings findings, String module) {
        if (isMain(findings, module)) {
            return List.of(module);
        }
        String base = module.isEmpty() ? "" : module + "/";
        var found = new ArrayList<String>();
        for (TreeEntry entry : findings.tree().list(base + "cmd")) {
            if (entry.kind() == TreeEntry.Kind.FOLDER && isMain(findings, entry.path())) {
                found.add(entry.path());
            }
        }
        if (found.isEmpty() && isMain(findings, base + "cmd")) {
            found.add(base + "cmd");
        }
        if (found.isEmpty()) {
            for (TreeEntry entry : findings.tree().list(module)) {
                boolean other = entry.name().equals("vendor")
                        || entry.name().startsWith(".")
                        || entry.name().startsWith("_")
                        || entry.name().equals("testdata")
                        || findings.has(entry.path() + "/go.mod"); // a module of its own
                if (entry.kind() == TreeEntry.Kind.FOLDER && !other && isMain(findings, entry.path())) {
                    found.add(entry.path());
                }
            }
        }
        return found;
    }

    private static String choose(Findings findings, GoModules modules, List<String> found) {
        String names = String.join(
                ", ",
                found.stream().map(folder -> folder.isEmpty() ? "." : folder).toList());
        var wanted = new ArrayList<String>();
        started(findings).ifPresent(wanted::add);
        wanted.add(findings.app());
        modules.root().base().ifPresent(wanted::add);
        wanted.addAll(USUAL);
        for (String name : wanted) {
            for (String folder : found) {
                String module = moduleOf(modules, folder);
                boolean base = folder.equals(module)
                        && Optional.ofNullable(modules.modules().get(module))
                                .flatMap(GoMod::base)
                                .filter(name::equals)
                                .isPresent();
                if (folder.endsWith("/" + name) || folder.equals(name) || base) {
                    findings.warn("There are several programs (" + names + "); " + (folder.isEmpty() ? "." : folder)
                            + " is built.");
                    return folder;
                }
            }
        }
        findings.unmet(findings.refuse(
                "there are several main packages: " + names,
                "Name one of their folders like the app or the module, or start one in a Procfile."));
        return found.getFirst();
    }

    private static String moduleOf(GoModules modules, String folder) {
        return modules.modules().keySet().stream()
                .filter(module -> folder.equals(module) || folder.startsWith(module + "/") || module.isEmpty())
                .reduce("", (a, b) -> b.length() > a.length() ? b : a);
    }

    /** The program that the Procfile's web process names: {@code bin/server}, {@code ./server -p 1}, {@code go run ./cmd/server}. */
    private static Optional<String> started(Findings findings) {
        String web = Procfile.web(findings.text(Procfile.FILE).orElse(""));
        String target = run(web).orElse(web.replaceFirst("\\s.*", ""));
        return Optional.of(target.substring(target.lastIndexOf('/') + 1))
                .filter(name -> name.matches("[A-Za-z0-9][\\w.-]{0,100}"));
    }

    /** What a command of the form {@code go run …} runs. */
    static Optional<String> run(String command) {
        Matcher matcher = RUN.matcher(command);
        return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    /** An import of the root's files that is no part of the standard library; for programs without go.mod. */
    static Optional<String> foreignImport(Findings findings) {
        for (TreeEntry entry : files(findings, "")) {
            Matcher matcher = IMPORT.matcher(findings.text(entry.path()).orElse(""));
            if (matcher.find()) {
                return Optional.of(matcher.group(1));
            }
        }
        return Optional.empty();
    }

    static boolean isMain(Findings findings, String folder) {
        return files(findings, folder).stream()
                .anyMatch(entry ->
                        findings.text(entry.path()).filter(GoPrograms::begins).isPresent());
    }

    /** The file at the root with the program's beginning: main.go, or what else it is called. */
    static Optional<String> alone(Tree tree) {
        if (tree.entry("main.go").filter(entry -> entry.isFile()).isPresent()) {
            return Optional.of("main.go");
        }
        return files(tree, "").stream()
                .limit(FILES_ALONE)
                .map(TreeEntry::path)
                .filter(file -> tree.text(file, Findings.SMALL)
                        .filter(GoPrograms::begins)
                        .isPresent())
                .findFirst();
    }

    private static boolean begins(String text) {
        return MAIN.matcher(text).find()
                && BEGINS.matcher(text).find()
                && !IGNORED.matcher(text).find();
    }

    private static List<TreeEntry> files(Findings findings, String folder) {
        return files(findings.tree(), folder);
    }

    private static List<TreeEntry> files(Tree tree, String folder) {
        return tree.list(folder).stream()
                .filter(entry -> entry.isFile()
                        && entry.name().endsWith(".go")
                        && !entry.name().endsWith("_test.go"))
                .limit(FILES)
                .toList();
    }

    /** Web frameworks by the module that an app of theirs requires. */
    static Optional<Map.Entry<String, String>> framework(GoModules modules) {
        List<Map.Entry<String, String>> known = List.of(
                Map.entry("github.com/gin-gonic/gin", "gin"),
                Map.entry("github.com/labstack/echo", "echo"),
                Map.entry("github.com/gofiber/fiber", "fiber"),
                Map.entry("github.com/go-chi/chi", "chi"),
                Map.entry("github.com/gobuffalo/buffalo", "buffalo"),
                Map.entry("github.com/beego/beego", "beego"),
                Map.entry("github.com/revel/revel", "revel"),
                Map.entry("github.com/gorilla/mux", "gorilla"));
        List<String> required = modules.outer();
        return known.stream()
                .filter(one -> required.stream()
                        .anyMatch(module ->
                                module.startsWith(one.getKey() + " ") || module.startsWith(one.getKey() + "/")))
                .findFirst();
    }
}
