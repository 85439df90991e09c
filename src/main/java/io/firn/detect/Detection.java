package io.firn.detect;

import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import io.firn.tree.SubTree;
import io.firn.tree.Tree;
import io.firn.tree.TreeEntry;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the stack of a repository and makes its {@link Plan}. Each detector claims the tree with a confidence; the surest one
 * plans, and the others are named in a warning.
 */
public final class Detection {
    private static final int MOST_LOOKED_AT = 100;
    /** A claim that is no surer than that of a Dockerfile is not worth a warning. */
    private static final int WEAK = 20;

    /** Folders that hold other things than the app. */
    private static final Set<String> NO_APPS = Set.of(
            "test",
            "tests",
            "spec",
            "docs",
            "doc",
            "examples",
            "example",
            "samples",
            "vendor",
            "node_modules",
            "scripts",
            "tools",
            "ci",
            "deploy",
            "infra",
            "charts",
            "terraform",
            "fixtures",
            "e2e",
            "templates",
            "layouts",
            "views",
            "themes",
            "archetypes",
            "partials",
            "_layouts",
            "_includes");

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
        try {
            return look(app, seen, FirnToml.read(seen, app));
        } catch (Fault fault) {
            return new Look(List.of(), Optional.empty(), List.of(fault), seen.paths());
        }
    }

    private Look look(String app, SeenTree repository, FirnToml owner) {
        String root = owner.text("root").map(Detection::plain).orElse("");
        Tree tree = repository;
        String member = "";
        String subdir = ".";
        if (!root.isEmpty()) {
            if (repository.list(root).isEmpty()) {
                throw refuse(
                        app,
                        "firn.toml names the folder \"" + Texts.shown(root) + "\", which is not there",
                        "Correct \"root\".");
            }
            boolean inside = detectors.stream().anyMatch(detector -> detector.hasMember(repository, root));
            member = inside ? root : "";
            subdir = inside ? "." : root;
            tree = SubTree.of(repository, subdir);
        }
        List<Match> matches = matches(tree);
        String said = owner.text("stack").orElse("");
        Optional<Match> first = said.isEmpty() ? matches.stream().findFirst() : Optional.of(forced(app, said));
        Optional<Unsupported.Found> other = said.isEmpty() ? Unsupported.of(tree) : Optional.empty();
        boolean loses = other.isPresent()
                && first.filter(match -> match.confidence() >= other.get().confidence())
                        .isEmpty();
        if (loses) {
            Optional<Match> own = matches.stream()
                    .filter(match -> detector(match.stack()).own())
                    .findFirst();
            first = own.isPresent() ? own : first;
            loses = own.isEmpty();
        }
        if (first.isEmpty() && !loses && root.isEmpty()) {
            Optional<String> only = onlyFolder(repository);
            if (only.isPresent()) {
                subdir = only.get();
                tree = SubTree.of(repository, subdir);
                matches = matches(tree);
                first = matches.stream().findFirst();
            }
        }
        if (first.isEmpty() || loses) {
            var unmet = new ArrayList<>(owner.faults());
            unmet.add(new Unknown(app, tree, detectors, other).fault());
            return new Look(matches, Optional.empty(), unmet, repository.paths());
        }
        return planned(app, repository, owner, tree, subdir, member, first.get(), matches);
    }

    private Look planned(
            String app,
            SeenTree repository,
            FirnToml owner,
            Tree tree,
            String subdir,
            String member,
            Match first,
            List<Match> matches) {
        var findings = new Findings(app, tree, offers, owner, member);
        findings.note(first.evidence());
        if (!subdir.equals(".")) {
            boolean said = owner.text("root").isPresent();
            findings.note(
                    "subdir",
                    subdir,
                    said ? FirnToml.FILE : null,
                    said ? "firn.toml says so" : "it is the only folder with an app");
        }
        warnOfOthers(findings, first, matches);
        var unmet = new ArrayList<Fault>(owner.faults());
        Optional<Plan> plan = Optional.empty();
        var thrown = new ArrayList<Fault>();
        try {
            plan = Optional.of(detector(first.stack()).plan(findings).in(subdir));
        } catch (Fault fault) {
            thrown.add(fault);
        }
        unmet.addAll(findings.unmet());
        unmet.addAll(thrown);
        return new Look(matches, plan, unmet, repository.paths());
    }

    private Match forced(String app, String stack) {
        List<String> names = detectors.stream().map(StackDetector::stack).toList();
        if (!names.contains(stack)) {
            throw refuse(
                    app,
                    "firn.toml names the stack \"" + Texts.shown(stack) + "\", which there is not",
                    Words.nearest(stack, names)
                            .map(near -> "Did you mean \"" + near + "\"?")
                            .orElse("There are " + String.join(", ", names) + "."));
        }
        return Match.of(stack, 100, FirnToml.FILE, "firn.toml says so");
    }

    /** The one folder at the root that has an app, where the root itself has none. */
    private Optional<String> onlyFolder(Tree tree) {
        List<String> folders = new ArrayList<>();
        List<TreeEntry> root = tree.list("");
        for (TreeEntry entry : root.subList(0, Math.min(root.size(), MOST_LOOKED_AT))) {
            boolean code = entry.kind() == TreeEntry.Kind.FOLDER
                    && !entry.name().startsWith(".")
                    && !NO_APPS.contains(entry.name());
            if (code && hasApp(SubTree.of(tree, entry.path()))) {
                folders.add(entry.path());
            }
        }
        return folders.size() == 1 ? Optional.of(folders.getFirst()) : Optional.empty();
    }

    /** Nix code in a folder is more often for developers than an app. */
    private boolean hasApp(Tree folder) {
        return matches(folder).stream()
                .anyMatch(match -> !detector(match.stack()).own());
    }

    private static String plain(String folder) {
        String plain = folder.replaceFirst("^(?:\\./)+", "").replaceFirst("/+$", "");
        boolean leaves =
                plain.startsWith("/") || ("/" + plain + "/").contains("/../") || ("/" + plain + "/").contains("/./");
        if (leaves || plain.contains("//")) {
            throw Fault.of(
                    FaultCode.UNSUPPORTED,
                    "Could not read \"" + FirnToml.FILE + "\": \"root\" is \"" + Texts.shown(folder)
                            + "\", which is no plain path inside the repository.",
                    "Write it like \"apps/web\".");
        }
        return plain.equals(".") ? "" : plain;
    }

    private static Fault refuse(String app, String reason, String hint) {
        return Fault.of(FaultCode.UNSUPPORTED, "Could not plan \"" + app + "\": " + reason + ".", hint);
    }

    private void warnOfOthers(Findings findings, Match first, List<Match> matches) {
        for (Match other : matches) {
            boolean weak = other.stack().equals("static") || other.confidence() <= WEAK;
            if (!weak && !other.stack().equals(first.stack()) && first.confidence() < 100) {
                String instead = detector(other.stack()).own()
                        ? " To have it built by that, say stack = \"" + other.stack() + "\" in firn.toml."
                        : "";
                findings.warn("The tree also looks like " + other.stack() + " ("
                        + other.evidence().getFirst().because() + "); it is planned as " + first.stack() + "."
                        + instead);
            }
        }
    }

    private StackDetector detector(String stack) {
        return detectors.stream()
                .filter(detector -> detector.stack().equals(stack))
                .findFirst()
                .orElseThrow();
    }
}
