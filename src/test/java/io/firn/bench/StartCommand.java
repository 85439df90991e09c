package io.firn.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a start command comes down to, so that commands of two platforms can be compared.
 *
 * @param kind how it starts: {@code script} of a manifest, {@code file} for an interpreter, {@code module} for a WSGI or ASGI
 *     server, {@code server} with a program of its own, {@code binary}, {@code jar}, {@code static}, {@code php}
 * @param target what is started; {@code *} where the platform gives every app the same name
 */
record StartCommand(String kind, String target) {
    private static final Set<String> MANAGERS = Set.of("npm", "yarn", "pnpm", "bun");
    private static final Set<String> INTERPRETERS =
            Set.of("node", "bun", "python", "python3", "ruby", "php", "tsx", "deno");
    private static final Pattern WORKSPACE = Pattern.compile("(?:-w|--workspace|--filter|-F|--cwd|-C|--dir|workspace)");
    private static final Pattern ASSIGNMENT = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*=.*");
    private static final Pattern OUTPUT = Pattern.compile("(\\S*target/)\\S*jar");

    /** Reads a command line; the last step of a chain counts, migrations before it do not. */
    static StartCommand of(String command) {
        String plain = command.replaceFirst("\\s*\\[Procfile]$", "").strip();
        String folder = "";
        String[] steps = plain.split("&&|;", -1);
        for (String step : steps) {
            Matcher cd = Pattern.compile("\\s*cd\\s+(\\S+)\\s*").matcher(step);
            folder = cd.matches() ? path(cd.group(1)) + "/" : folder;
        }
        List<String> words =
                new ArrayList<>(Arrays.asList(steps[steps.length - 1].strip().split("\\s+", -1)));
        while (words.size() > 1
                && (ASSIGNMENT.matcher(words.getFirst()).matches()
                        || words.getFirst().equals("exec"))) {
            words.removeFirst();
        }
        if (words.size() > 2
                && words.getFirst().equals("bundle")
                && words.get(1).equals("exec")) {
            words = words.subList(2, words.size());
        }
        if (words.size() > 1
                && List.of("npx", "bunx", "poetry", "pipenv", "uv", "pdm").contains(words.getFirst())) {
            words = words.subList(words.get(1).equals("run") && words.size() > 2 ? 2 : 1, words.size());
        }
        return of(words, folder, plain);
    }

    /** Whether both come down to the same; a target that a platform gives every app matches any. */
    boolean agrees(StartCommand other) {
        return kind.equals(other.kind)
                && (target.equals("*") || other.target.equals("*") || target.equals(other.target));
    }

    @Override
    public String toString() {
        return "(" + kind + ", " + target + ")";
    }

    private static StartCommand of(List<String> words, String folder, String plain) {
        String program = words.getFirst().replaceFirst("^\\./", "");
        List<String> rest = words.subList(1, words.size());
        if (program.equals("caddy") || program.equals("firn-static") || program.startsWith("firn-static")) {
            return new StartCommand("static", "*");
        }
        if (program.equals("/start-container.sh") || program.startsWith("firn-php") || program.contains("php-fpm")) {
            return new StartCommand("php", "*");
        }
        if (MANAGERS.contains(program) && !rest.isEmpty() && !rest.getFirst().contains(".")) {
            return script(rest, folder);
        }
        if (program.equals("java")) {
            return new StartCommand("jar", jar(plain));
        }
        if (List.of("gunicorn", "uvicorn", "hypercorn", "daphne", "waitress-serve")
                .contains(program)) {
            return new StartCommand("module", module(rest));
        }
        if (INTERPRETERS.contains(program)) {
            return interpreter(rest, folder);
        }
        if (program.endsWith("rails")) {
            return new StartCommand("server", "rails");
        }
        if (List.of(
                        "rackup",
                        "puma",
                        "thin",
                        "unicorn",
                        "passenger",
                        "srvx",
                        "next",
                        "remix-serve",
                        "react-router-serve")
                .contains(program)) {
            return new StartCommand("server", folder + program);
        }
        if (List.of("bash", "sh", "zsh").contains(program)) {
            return new StartCommand("shell", rest.isEmpty() ? "*" : path(rest.getLast()));
        }
        if (program.equals("go")) {
            return new StartCommand("binary", "*");
        }
        String name = program.substring(program.lastIndexOf('/') + 1);
        return new StartCommand("binary", name.equals("out") ? "*" : name);
    }

    private static StartCommand script(List<String> rest, String folder) {
        String workspace = "";
        String script = "";
        for (int n = 0; n < rest.size(); n++) {
            String word = rest.get(n);
            if (WORKSPACE.matcher(word).matches() && n + 1 < rest.size()) {
                workspace = rest.get(++n) + ":";
            } else if (word.matches("--(?:workspace|filter|dir|cwd)=.*")) {
                workspace = word.replaceFirst(".*?=", "") + ":";
            } else if (!word.equals("run") && !word.startsWith("-") && script.isEmpty()) {
                script = word;
            }
        }
        return new StartCommand("script", folder + workspace + script);
    }

    private static StartCommand interpreter(List<String> rest, String folder) {
        for (int n = 0; n < rest.size(); n++) {
            if (rest.get(n).equals("-m") && n + 1 < rest.size()) {
                return new StartCommand("module", rest.get(n + 1));
            }
            if (!rest.get(n).startsWith("-")) {
                String file = path(rest.get(n)).replaceFirst("/index\\.[mc]?js$", "");
                return new StartCommand("file", folder + file);
            }
        }
        return new StartCommand("file", "*");
    }

    private static String module(List<String> rest) {
        for (int n = 0; n < rest.size(); n++) {
            String word = rest.get(n);
            boolean takesValue =
                    word.matches("--(?:bind|host|port|workers|worker-class|chdir|config|listen|threads)|-[bwkc]");
            if (takesValue) {
                n++;
            } else if (!word.startsWith("-")) {
                return word.replaceFirst(":application$", "");
            }
        }
        return "*";
    }

    private static String jar(String command) {
        Matcher maven = OUTPUT.matcher(command);
        if (maven.find()) {
            return maven.group(1) + "*.jar";
        }
        return command.contains("build/libs/") ? "build/libs/*.jar" : "*";
    }

    private static String path(String path) {
        return path.replaceFirst("^\\./", "").replaceFirst("/$", "");
    }
}
