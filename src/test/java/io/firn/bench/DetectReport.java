package io.firn.bench;

import io.firn.detect.Detection;
import io.firn.detect.Look;
import io.firn.detect.Match;
import io.firn.detect.Offers;
import io.firn.detect.Plan;
import io.firn.detect.stacks.Stacks;
import io.firn.source.BareTrees;
import io.firn.tree.FolderTree;
import io.firn.tree.Tree;
import io.firn.tree.TreeLimits;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Compares what detection makes of apps of other platforms with what those platforms' own tests expect of them. Arguments: a
 * table of cases (tab-separated, with a line of column names: repo, path, commit, expected_stack, expected_version,
 * package_manager, framework, start_command, flags, …) and the folder of bare mirrors ({@code <owner>+<name>/repo}).
 */
final class DetectReport {
    private static final Map<String, String> STACKS = Map.of(
            "node", "nodejs",
            "python", "python",
            "ruby", "ruby",
            "go", "go",
            "rust", "rust",
            "java", "java",
            "php", "php",
            "static", "static",
            "staticfile", "static",
            "dockerfile", "dockerfile");

    /** What some cases are about instead of a stack: a feature of the other platform, shown with a small program. */
    private static final Set<String> FEATURES = Set.of("other", "procfile", "ca-certificates");

    private final Path mirrors;
    private final Detection detection;
    private final PrintStream out;
    private final Map<String, BareTrees> open = new HashMap<>();
    private final Map<String, int[]> totals = new TreeMap<>();
    private final Map<String, Integer> classes = new TreeMap<>();

    private DetectReport(Path mirrors, Detection detection, PrintStream out) {
        this.mirrors = mirrors;
        this.detection = detection;
        this.out = out;
    }

    public static void main(String[] args) throws IOException {
        var distribution = FolderTree.of(Path.of("").toAbsolutePath(), TreeLimits.DEFAULT, "buildpacks");
        String set = args.length > 2 ? args[2] : "debian";
        var out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        var report = new DetectReport(Path.of(args[1]), Stacks.detection(Offers.of(distribution, set)), out);
        List<String> lines = Files.readAllLines(Path.of(args[0]));
        String[] names = lines.getFirst().split("\t", -1);
        out.println("row\tapp\tfield\tverdict\texpected\tours\tbecause");
        for (int n = 1; n < lines.size(); n++) {
            String[] cells = lines.get(n).split("\t", -1);
            var row = new HashMap<String, String>();
            for (int c = 0; c < Math.min(names.length, cells.length); c++) {
                row.put(names[c], cells[c].strip());
            }
            report.row(n, row);
        }
        report.totals();
    }

    private void row(int number, Map<String, String> row) throws IOException {
        String app = row.getOrDefault("repo", "") + "/" + row.getOrDefault("path", "");
        Optional<Tree> tree = tree(row);
        if (tree.isEmpty()) {
            say(
                    number,
                    app,
                    "stack",
                    "no such folder",
                    row.getOrDefault("expected_stack", ""),
                    "",
                    "the mirror lacks it");
            return;
        }
        Look look = detection.look("app", tree.get());
        String ours = look.plan()
                .map(Plan::stack)
                .orElse(
                        look.matches().isEmpty()
                                ? ""
                                : look.matches().getFirst().stack());
        String word = row.getOrDefault("expected_stack", "").replaceFirst("[^a-z-].*", "");
        String expected = STACKS.getOrDefault(word, "");
        if (expected.isEmpty()) {
            outside(number, app, row, look, ours);
            return;
        }
        boolean agrees = expected.equals(ours);
        count("stack", agrees);
        say(
                number,
                app,
                "stack",
                agrees ? "agree" : "wrong",
                row.getOrDefault("expected_stack", ""),
                shown(ours),
                why(look));
        manager(number, app, row, look);
        framework(number, app, row, look);
        version(number, app, row, look);
        start(number, app, row, look);
    }

    private void outside(int number, String app, Map<String, String> row, Look look, String ours) {
        boolean refused =
                !look.unmet().isEmpty() && (ours.isEmpty() || look.plan().isEmpty());
        boolean feature = FEATURES.contains(row.getOrDefault("expected_stack", ""));
        boolean other = feature && look.unmet().isEmpty();
        count("outside the stacks: refused clearly", refused);
        String said = refused
                ? look.unmet().getFirst().getMessage() + " "
                        + look.unmet().getFirst().hint().orElse("")
                : why(look);
        say(
                number,
                app,
                "stack",
                refused ? "agree" : other ? "ours better" : "wrong",
                row.getOrDefault("expected_stack", ""),
                refused ? "not supported" : ours,
                other ? "the case shows a feature of the other platform; the folder is this: " + said : said);
    }

    private void manager(int number, String app, Map<String, String> row, Look look) {
        String expected = row.getOrDefault("package_manager", "").toLowerCase(Locale.ROOT);
        if (expected.isEmpty()) {
            return;
        }
        String ours =
                look.plan().map(Plan::packageManager).map(Plan.Installer::name).orElse("");
        boolean agrees = expected.replaceFirst("^go modules$", "go").equals(ours);
        count("package manager", agrees);
        say(
                number,
                app,
                "package manager",
                agrees ? "agree" : "wrong",
                expected,
                shown(ours),
                agrees ? "" : because(look, "packageManager"));
    }

    private void framework(int number, String app, Map<String, String> row, Look look) {
        String expected = row.getOrDefault("framework", "").toLowerCase(Locale.ROOT);
        if (expected.isEmpty()) {
            return;
        }
        String ours = look.plan().map(Plan::framework).orElse("");
        boolean agrees = expected.equals(ours);
        count("framework (for information)", agrees);
        say(
                number,
                app,
                "framework",
                agrees ? "agree" : "differs",
                expected,
                shown(ours),
                agrees ? "" : because(look, "framework"));
    }

    private void version(int number, String app, Map<String, String> row, Look look) {
        String expected = row.getOrDefault("expected_version", "");
        if (expected.isEmpty()) {
            return;
        }
        String ours =
                look.plan().map(Plan::toolchain).map(Plan.Toolchain::version).orElse("");
        boolean agrees = ours.equals(expected) || ours.startsWith(expected + ".");
        boolean unmet = !look.unmet().isEmpty();
        count("version (for information)", agrees);
        say(
                number,
                app,
                "version",
                agrees ? "agree" : unmet ? "not on offer" : "differs",
                expected,
                shown(ours),
                agrees ? "" : unmet ? look.unmet().getFirst().getMessage() : because(look, "toolchain.version"));
    }

    private void start(int number, String app, Map<String, String> row, Look look) {
        String expected = row.getOrDefault("start_command", "");
        if (expected.isEmpty()) {
            return;
        }
        String ours = look.plan()
                .flatMap(plan -> plan.command("web").or(() -> plan.processes().values().stream()
                        .map(Plan.ProcessType::command)
                        .findFirst()))
                .orElse("");
        StartCommand theirs = StartCommand.of(expected);
        StartCommand mine = ours.isEmpty() ? new StartCommand("none", "-") : StartCommand.of(ours);
        boolean agrees = theirs.agrees(mine);
        count("start command", agrees);
        String folder =
                look.plan().map(Plan::site).map(site -> " in " + site.root()).orElse("");
        say(
                number,
                app,
                "start",
                agrees ? "agree" : "wrong",
                expected + " " + theirs,
                shown(ours) + folder + " " + mine,
                agrees ? "" : because(look, "processes.web"));
    }

    private void say(
            int number, String app, String field, String verdict, String expected, String ours, String because) {
        classes.merge(field + ": " + verdict, 1, Integer::sum);
        out.println(number + "\t" + app + "\t" + field + "\t" + verdict + "\t" + expected + "\t" + ours + "\t"
                + because.replaceAll("[\\t\\n]", " "));
    }

    private void count(String what, boolean agrees) {
        int[] pair = totals.computeIfAbsent(what, key -> new int[2]);
        pair[agrees ? 0 : 1]++;
    }

    private void totals() {
        out.println();
        totals.forEach((what, pair) -> out.printf(
                Locale.ROOT,
                "%-40s %3d of %3d agree  %5.1f %%%n",
                what,
                pair[0],
                pair[0] + pair[1],
                100.0 * pair[0] / (pair[0] + pair[1])));
        out.println();
        classes.forEach((what, rows) -> out.printf(Locale.ROOT, "%-40s %3d rows%n", what, rows));
    }

    private Optional<Tree> tree(Map<String, String> row) throws IOException {
        String repo = row.getOrDefault("repo", "");
        BareTrees trees = open.get(repo);
        if (trees == null) {
            trees = new BareTrees(mirrors.resolve(repo.replace('/', '+')).resolve("repo"));
            open.put(repo, trees);
        }
        return trees.at(row.getOrDefault("commit", ""), row.getOrDefault("path", ""));
    }

    private static String because(Look look, String field) {
        if (look.plan().isEmpty()) {
            return why(look);
        }
        return look.plan().get().evidence().stream()
                .filter(evidence -> evidence.field().equals(field))
                .map(evidence -> (evidence.file() == null ? "" : evidence.file() + ": ") + evidence.because())
                .findFirst()
                .orElse(why(look));
    }

    private static String why(Look look) {
        if (!look.unmet().isEmpty()) {
            return look.unmet().getFirst().getMessage();
        }
        return look.matches().stream()
                .findFirst()
                .map(Match::evidence)
                .map(evidence -> evidence.getFirst().because())
                .orElse("");
    }

    private static String shown(String text) {
        return text.isEmpty() ? "-" : text;
    }
}
