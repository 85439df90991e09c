package io.firn.detect.node;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Where commands run the TypeScript compiler: themselves, or through the scripts of the manifest that they name. */
final class TscRuns {
    /** Programs whose words may be scripts of the manifest. */
    private static final Set<String> RUNNERS =
            Set.of("npm", "pnpm", "yarn", "bun", "run-s", "run-p", "npm-run-all", "turbo");

    private static final Pattern BETWEEN = Pattern.compile("&&|\\|\\||[;|&\\n]");
    private static final int MOST = 30;

    private TscRuns() {}

    /** The words behind each {@code tsc} that a command comes to, in order; at most {@value #MOST} commands are followed. */
    static List<List<String>> of(NodeApp app, String command) {
        var runs = new ArrayList<List<String>>();
        var seen = new HashSet<String>();
        Deque<String> open = new ArrayDeque<>(commands(command));
        for (int n = 0; n < MOST && !open.isEmpty(); n++) {
            List<String> words = words(open.pop());
            int tsc = compiler(words);
            if (tsc >= 0) {
                runs.add(words.subList(tsc + 1, words.size()));
            } else if (words.stream().limit(3).anyMatch(RUNNERS::contains)) {
                for (String word : words) {
                    Optional<String> script =
                            app.manifest().script(word).or(() -> app.root().script(word));
                    if (script.isPresent() && !RUNNERS.contains(word) && seen.add(word)) {
                        commands(script.get()).reversed().forEach(open::push);
                    }
                }
            }
        }
        return List.copyOf(runs);
    }

    /** A start script, or the one before it, that compiles first: what runs once, and what is started then. */
    record Start(String once, String command) {}

    /** How the start script is split; empty where it compiles nothing. */
    static Optional<Start> start(NodeApp app) {
        Optional<String> start = app.manifest().script("start");
        if (start.isEmpty()) {
            return Optional.empty();
        }
        boolean before = app.manifest()
                .script("prestart")
                .filter(pre -> compiles(app, pre))
                .isPresent();
        int and = start.get().indexOf("&&");
        String first = and < 0 ? "" : start.get().substring(0, and).strip();
        String rest = start.get().substring(and < 0 ? 0 : and + 2).strip();
        boolean within = compiles(app, first);
        if (compiles(app, rest) || (!before && !within)) {
            return Optional.empty();
        }
        String once = (before ? app.run("prestart") : "")
                + (before && !first.isEmpty() ? " && " : "")
                + (first.isEmpty() ? "" : before ? first : app.inFolder(first));
        return Optional.of(new Start(once, app.inFolder(rest)));
    }

    private static boolean compiles(NodeApp app, String command) {
        return !of(app, command).isEmpty();
    }

    private static List<String> commands(String text) {
        return BETWEEN.splitAsStream(text).limit(MOST).toList();
    }

    private static List<String> words(String command) {
        return List.of(command.strip().split("\\s+", -1)).stream()
                .map(word -> word.replaceAll("[\"']", ""))
                .toList();
    }

    private static int compiler(List<String> words) {
        for (int n = 0; n < words.size(); n++) {
            String word = words.get(n);
            if (word.equals("tsc") || word.endsWith("/tsc")) {
                return n;
            }
        }
        return -1;
    }
}
