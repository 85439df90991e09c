package io.firn.pipeline;

import io.firn.detect.Plan;
import io.firn.stack.Decision;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds the stack. Nothing is kept of it but a line for people: a plan is worked out again in milliseconds. */
@ApplicationScoped
class DetectStep implements Step {
    private final Blueprint blueprint;

    DetectStep(Blueprint blueprint) {
        this.blueprint = blueprint;
    }

    @Override
    public String name() {
        return "detect";
    }

    @Override
    public Optional<String> done(RunContext run) {
        return Optional.empty();
    }

    @Override
    public void run(RunContext run) {
        run.say(words(blueprint.decision(run)));
    }

    private static String words(Decision decision) {
        Plan plan = decision.plan();
        List<String> words = new ArrayList<>();
        Plan.@Nullable Toolchain toolchain = plan.toolchain();
        words.add(
                toolchain == null
                        ? plan.stack()
                        : plan.stack() + " (" + toolchain.name() + " " + toolchain.version() + ")");
        if (plan.framework() != null) {
            words.add(plan.framework());
        }
        if (plan.packageManager() != null) {
            words.add(plan.packageManager().name());
        }
        words.add("starts " + String.join(", ", plan.processes().keySet()));
        decision.moved().forEach(change -> words.add("moves " + change.words()));
        plan.warnings().forEach(warning -> words.add("warning: " + warning));
        return String.join("; ", words);
    }
}
