package io.firn.stack;

import io.firn.detect.Detection;
import io.firn.detect.Evidence;
import io.firn.detect.Offers;
import io.firn.detect.Plan;
import io.firn.detect.Procfile;
import io.firn.detect.stacks.Stacks;
import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import io.firn.tree.Tree;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Plans by what one distribution offers and what the administrator changed of it. Pure. */
final class Planner {
    private final Distribution distribution;
    private final Runtimes runtimes;
    private final Offers offers;

    Planner(Distribution distribution, Runtimes runtimes) {
        this.distribution = distribution;
        this.runtimes = runtimes;
        this.offers = runtimes.applied(distribution.offers());
    }

    /** The plan of a tree. */
    Plan plan(String app, Tree tree) {
        return plan(Stacks.detection(offers), app, tree);
    }

    /** The plan of a tree, where the toolchain that a plan has is the standard one. */
    Plan plan(String app, Tree tree, Plan locked) {
        Plan.Toolchain toolchain = locked.toolchain();
        if (toolchain == null || !distribution.offers().has(toolchain.name(), toolchain.version())) {
            return plan(app, tree);
        }
        return plan(Stacks.detection(offersWith(toolchain)), app, tree);
    }

    /** What is hidden may be kept by those who have it. */
    private Offers offersWith(Plan.Toolchain toolchain) {
        boolean hidden = !offers.has(toolchain.name(), toolchain.version());
        return (hidden ? distribution.offers() : offers).preferring(toolchain.name(), toolchain.version());
    }

    private Plan plan(Detection detection, String app, Tree tree) {
        try {
            return defaults(detection.plan(app, tree));
        } catch (Fault fault) {
            // a stack that found no start command says so; the administrator's may be the answer
            return started(detection, app, tree, fault);
        }
    }

    private Plan started(Detection detection, String app, Tree tree, Fault fault) {
        Optional<String> start = detection.matches(tree).stream()
                .findFirst()
                .flatMap(match -> Optional.ofNullable(runtimes.of(match.stack()).start()));
        boolean procfile = tree.entry(Procfile.FILE).isPresent();
        if (start.isEmpty() || procfile || fault.code() != FaultCode.UNSUPPORTED) {
            throw fault;
        }
        Plan plan;
        try {
            plan = detection.plan(app, new WithProcfile(tree, "web: " + start.get() + "\n"));
        } catch (Fault again) {
            throw fault;
        }
        var evidence = new ArrayList<Evidence>();
        for (Evidence each : plan.evidence()) {
            evidence.add(
                    Procfile.FILE.equals(each.file())
                            ? new Evidence(
                                    each.field(), each.value(), null, "the administrator's default for " + plan.stack())
                            : each);
        }
        return defaults(with(plan, plan.build(), evidence));
    }

    /** The administrator's commands, where the repository names none. */
    private Plan defaults(Plan plan) {
        Runtimes.Commands commands = runtimes.of(plan.stack());
        if (plan.build() != null || commands.build() == null) {
            return plan;
        }
        var evidence = new ArrayList<>(plan.evidence());
        evidence.add(new Evidence(
                "build.command", commands.build(), null, "the administrator's default for " + plan.stack()));
        return with(plan, new Plan.Build(commands.build()), evidence);
    }

    private static Plan with(Plan plan, Plan.@Nullable Build build, List<Evidence> evidence) {
        var node = PlanDiff.node(plan);
        node.putPOJO("build", build);
        node.putPOJO("evidence", evidence);
        return PlanDiff.plan(node);
    }
}
