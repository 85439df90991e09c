package io.firn.cli;

import io.firn.detect.Evidence;
import io.firn.detect.Json;
import io.firn.detect.Look;
import io.firn.detect.Match;
import io.firn.detect.Offers;
import io.firn.detect.Plan;
import io.firn.exec.LocalExecutor;
import io.firn.fault.Fault;
import io.firn.flake.Deps;
import io.firn.flake.Flakes;
import io.firn.flake.Unlocked;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What Firn understands of a folder, and why; without the service. */
@Command(
        name = "detect",
        description = "Say what Firn understands of a folder, and why. Needs no service.",
        footer = {"", "An app that was pushed keeps what it is locked to: firn plan -a APP."})
final class DetectCommand implements Callable<Integer> {
    @Mixin
    final Common common = new Common();

    @Mixin
    final Common.OfApp of = new Common.OfApp();

    @Parameters(arity = "0..1", paramLabel = "DIR", description = "The folder; this one by default.")
    @Nullable String folder;

    @Option(
            names = "--explain",
            description = "Also print what was looked at, what each stack claims, what won and why.")
    boolean explain;

    @Option(
            names = "--set",
            paramLabel = "SET",
            defaultValue = "debian",
            description = "The package set: debian or nixpkgs.")
    String packageSet = "debian";

    private final Session session;

    DetectCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        Planned planned = Planned.of(session, folder, of.app, packageSet);
        Look look = planned.look();
        if (common.json) {
            session.out().print(explain ? Json.write(View.of(look)) : plan(look).toJson());
            return look.unmet().isEmpty() ? 0 : look.unmet().getFirst().code().exitCode();
        }
        if (explain) {
            explain(look);
        } else if (look.plan().isEmpty()) {
            throw look.unmet().getFirst();
        }
        look.plan().ifPresent(this::describe);
        if (look.unmet().isEmpty()) {
            return dependencies(planned, look.plan().orElseThrow());
        }
        look.unmet().forEach(fault -> session.problem(fault, false));
        return look.unmet().getFirst().code().exitCode();
    }

    /** The plan alone, which is none where something is unmet. */
    private static Plan plan(Look look) {
        if (!look.unmet().isEmpty()) {
            throw look.unmet().getFirst();
        }
        return look.plan().orElseThrow();
    }

    private void explain(Look look) {
        session.out().println("=====> Looked at");
        var looked = new Table("FILE OR FOLDER", "WHAT BECAME OF IT");
        look.looked().entrySet().stream()
                .filter(path -> !path.getValue().contains("not there"))
                .forEach(path -> looked.row(path.getKey().isEmpty() ? "." : path.getKey(), path.getValue()));
        looked.print(session.out());
        String absent = look.looked().entrySet().stream()
                .filter(path -> path.getValue().contains("not there"))
                .map(Map.Entry::getKey)
                .collect(Collectors.joining(", "));
        session.out().println("       not there: " + absent);
        session.out().println("=====> Claims, the surest first; equal ones in the order of the stacks");
        var claims = new Table("STACK", "CONFIDENCE", "BECAUSE");
        for (Match match : look.matches()) {
            claims.row(
                    match.stack(),
                    match.confidence() + " %",
                    match.evidence().getFirst().because());
        }
        claims.print(session.out());
        if (look.matches().isEmpty()) {
            session.out().println("       none");
        }
    }

    /** What {@code --explain --json} prints. */
    private record View(
            @Nullable Plan plan, List<Match> claims, List<Problem> unmet, SortedMap<String, String> looked) {
        static View of(Look look) {
            return new View(
                    look.plan().orElse(null),
                    look.matches(),
                    look.unmet().stream()
                            .map(fault -> new Problem(
                                    fault.code().name(),
                                    String.valueOf(fault.getMessage()),
                                    fault.hint().orElse(null)))
                            .toList(),
                    look.looked());
        }
    }

    /** One thing that stands in the way. */
    private record Problem(String code, String reason, @Nullable String hint) {}

    private void describe(Plan plan) {
        session.out()
                .println("=====> " + plan.name() + " is a " + plan.stack() + " app"
                        + (plan.subdir().equals(".") ? "" : " in the folder " + plan.subdir()));
        var table = new Table("WHAT", "IS", "BECAUSE");
        for (Evidence evidence : plan.evidence()) {
            String file = evidence.file() == null ? "" : evidence.file() + ": ";
            boolean named = evidence.file() != null && evidence.because().startsWith(evidence.file());
            table.row(evidence.field(), evidence.value(), (named ? "" : file) + evidence.because());
        }
        table.print(session.out());
        plan.warnings().forEach(warning -> session.out().println(" !     " + warning));
    }

    /** The plan alone is not the whole answer: a lock file may still stand in the way of a build. */
    private int dependencies(Planned planned, Plan plan) {
        Optional<Unlocked> unlocked =
                Unlocked.of(plan, planned.source(), Offers.of(planned.distribution(), packageSet));
        if (unlocked.isPresent()) {
            session.out()
                    .println("       dependencies: chosen once, at the first deploy, as there is no "
                            + unlocked.get().lock() + " that says all of them");
            unlocked.get().refusal().ifPresent(lacks -> session.out()
                    .println(" !     " + lacks.getMessage()
                            + " All packages are chosen at an index, if the service knows one (pypi)."));
            return 0;
        }
        try {
            var pins = new MachinePins(
                    () -> new MachineMirrors(Path.of("/etc/apt"), new LocalExecutor()).find(),
                    digest -> Optional.empty());
            Deps deps = Flakes.deps(plan, planned.source(), planned.distribution(), packageSet, pins);
            if (!deps.files().isEmpty() || !deps.supplied().isEmpty()) {
                session.out()
                        .println("       dependencies: " + deps.files().size() + " files by hash, "
                                + deps.supplied().size() + " from the package set");
            }
            return 0;
        } catch (Fault fault) {
            session.problem(fault, false);
            return fault.code().exitCode();
        }
    }
}
