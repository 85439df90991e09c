package io.firn.detect;

import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import io.firn.tree.Tree;
import io.firn.tree.TreeEntry;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Finds the stack of a repository and makes its {@link Plan}. Each detector claims the tree with a confidence; the surest one
 * plans, and the others are named in a warning.
 */
public final class Detection {
    /** Files of stacks that have no buildpack yet, so that the refusal can say what it saw. */
    private static final Map<String, String> KNOWN = new TreeMap<>(Map.of(
            "Gemfile", "Ruby",
            "composer.json", "PHP",
            "index.php", "PHP",
            "pom.xml", "Java with Maven",
            "build.gradle", "Java with Gradle",
            "build.gradle.kts", "Kotlin with Gradle",
            "Cargo.toml", "Rust",
            "mix.exs", "Elixir",
            "deno.json", "Deno",
            "Dockerfile", "a Dockerfile"));

    private final List<StackDetector> detectors;
    private final Offers offers;

    /** The order of the detectors decides between equal claims. */
    public Detection(List<StackDetector> detectors, Offers offers) {
        this.detectors = List.copyOf(detectors);
        this.offers = offers;
    }

    /** Every claim on a tree, the surest first. */
    public List<Match> matches(Tree tree) {
        var matches = new ArrayList<Match>();
        detectors.forEach(detector -> detector.match(tree).ifPresent(matches::add));
        matches.sort(Comparator.comparingInt(Match::confidence).reversed());
        return List.copyOf(matches);
    }

    /** The plan of a tree; a fault says what was looked for, or what stands in the way. */
    public Plan plan(String app, Tree tree) {
        Look look = look(app, tree);
        if (!look.unmet().isEmpty()) {
            throw look.unmet().getFirst();
        }
        return look.plan().orElseThrow();
    }

    /** All that can be said of a tree, also where it cannot be planned; never fails on what the tree holds. */
    public Look look(String app, Tree tree) {
        var seen = new SeenTree(tree);
        List<Match> matches;
        try {
            matches = matches(seen);
        } catch (Fault fault) {
            return new Look(List.of(), Optional.empty(), List.of(fault), seen.paths());
        }
        if (matches.isEmpty()) {
            return new Look(matches, Optional.empty(), List.of(unknown(app, seen)), seen.paths());
        }
        Match first = matches.getFirst();
        var findings = new Findings(app, seen, offers);
        findings.note(first.evidence());
        warnOfOthers(findings, matches);
        var unmet = new ArrayList<Fault>();
        Optional<Plan> plan = Optional.empty();
        try {
            plan = Optional.of(detector(first.stack()).plan(findings));
        } catch (Fault fault) {
            unmet.add(fault);
        }
        unmet.addAll(0, findings.unmet());
        return new Look(matches, plan, unmet, seen.paths());
    }

    private static void warnOfOthers(Findings findings, List<Match> matches) {
        Match first = matches.getFirst();
        for (Match other : matches.subList(1, matches.size())) {
            if (!other.stack().equals("static")) {
                findings.warn("The tree also looks like " + other.stack() + " ("
                        + other.evidence().getFirst().because() + "); it is planned as " + first.stack() + ".");
            }
        }
    }

    private StackDetector detector(String stack) {
        return detectors.stream()
                .filter(detector -> detector.stack().equals(stack))
                .findFirst()
                .orElseThrow();
    }

    private Fault unknown(String app, Tree tree) {
        List<TreeEntry> root = tree.list("");
        if (root.isEmpty()) {
            return Fault.of(
                    FaultCode.UNSUPPORTED,
                    "Could not detect the stack of \"" + app + "\": there is no file in it.",
                    "Commit the app's files and deploy again.");
        }
        String looked = detectors.stream()
                .map(detector -> detector.looksFor() + " (" + detector.stack() + ")")
                .collect(Collectors.joining(", "));
        String seen = KNOWN.entrySet().stream()
                .filter(known -> tree.entry(known.getKey()).isPresent())
                .map(known -> known.getKey() + " is there, which is " + known.getValue())
                .collect(Collectors.joining("; "));
        String reason = "Could not detect the stack of \"" + app + "\": its root has none of " + looked + "."
                + (seen.isEmpty() ? "" : " There is no buildpack yet for what it has: " + seen + ".");
        return Fault.of(FaultCode.UNSUPPORTED, reason, nextStep(tree));
    }

    private static String nextStep(Tree tree) {
        for (TreeEntry entry : tree.list("")) {
            if (entry.kind() == TreeEntry.Kind.FOLDER) {
                for (String file : List.of("package.json", "requirements.txt", "go.mod", "index.html")) {
                    if (tree.entry(entry.path() + "/" + file).isPresent()) {
                        return "The file " + file + " is in \"" + entry.path()
                                + "\": deploy that folder, or move its files to the root.";
                    }
                }
            }
        }
        return "Put one of these files into the root, or deploy the folder that has one.";
    }
}
