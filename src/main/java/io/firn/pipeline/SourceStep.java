package io.firn.pipeline;

import io.firn.fault.Fault;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** Reads the commit's tree, within limits, and finds out whether anything differs from what runs. */
@ApplicationScoped
class SourceStep implements Step {
    private final Blueprint blueprint;
    private final Unchanged unchanged;
    private final Resolving resolving;

    SourceStep(Blueprint blueprint, Unchanged unchanged, Resolving resolving) {
        this.resolving = resolving;
        this.blueprint = blueprint;
        this.unchanged = unchanged;
    }

    @Override
    public String name() {
        return "source";
    }

    @Override
    public Optional<String> done(RunContext run) {
        return Optional.empty();
    }

    @Override
    public void run(RunContext run) {
        String recipe = recipe(run);
        run.note(row -> row.recipe(recipe));
        String digest = unchanged.digest(run);
        run.note(row -> row.inputs(digest));
        Optional<Integer> same = unchanged.since(run, digest);
        run.say("commit " + run.revision().shortCommit());
        if (same.isPresent() && !resolving.anew(run)) {
            run.note(row -> row.unchanged(same.get()));
            run.nothingToDo((run.row().upgrade() ? "there is nothing newer: " : "")
                    + "same source, buildpack and configuration as v" + same.get());
            return;
        }
        int files = blueprint.tree(run).entries().size();
        run.say("commit " + run.revision().shortCommit() + ", " + files + " files and folders");
    }

    /** What cannot be planned is like nothing that was deployed; the next step says why. */
    private String recipe(RunContext run) {
        try {
            return blueprint.decision(run).fingerprint();
        } catch (Fault fault) {
            return "";
        }
    }
}
