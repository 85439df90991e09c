package io.firn.cli;

import io.firn.detect.Evidence;
import io.firn.detect.Match;
import io.firn.detect.Plan;
import io.firn.exec.LocalExecutor;
import io.firn.fault.Fault;
import io.firn.flake.Deps;
import io.firn.flake.Flakes;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What Firn understands of a folder, and why; without the service. */
@Command(name = "detect", description = "Say what Firn understands of a folder, and why. Needs no service.")
final class DetectCommand implements Callable<Integer> {
    @Mixin
    final Common common = new Common();

    @Mixin
    final Common.OfApp of = new Common.OfApp();

    @Parameters(arity = "0..1", paramLabel = "DIR", description = "The folder; this one by default.")
    @Nullable
    String folder;

    @Option(names = "--explain", description = "Also say what else it could have been.")
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
        if (explain) {
            explain(planned.detection().matches(planned.source()));
        }
        Plan plan = planned.plan();
        if (common.json) {
            session.out().print(plan.toJson());
            return 0;
        }
        describe(plan);
        return dependencies(planned, plan);
    }

    private void explain(List<Match> matches) {
        for (Match match : matches) {
            session.err()
                    .printf(
                            "%-8s %3d %%  %s%n",
                            match.stack(),
                            match.confidence(),
                            match.evidence().getFirst().because());
        }
    }

    private void describe(Plan plan) {
        session.out().println("=====> " + plan.name() + " is a " + plan.stack() + " app");
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
        try {
            var pins = new MachinePins(() -> new MachineMirrors(Path.of("/etc/apt"), new LocalExecutor()).find());
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
