package io.firn.pipeline;

import io.firn.flake.Deps;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** Writes the flake, after what it depends on was resolved. Like the plan it is not kept: the same inputs give the same bytes. */
@ApplicationScoped
class FlakeStep implements Step {
    private final Blueprint blueprint;
    private final Resolving resolving;

    FlakeStep(Blueprint blueprint, Resolving resolving) {
        this.blueprint = blueprint;
        this.resolving = resolving;
    }

    @Override
    public String name() {
        return "flake";
    }

    @Override
    public Optional<String> done(RunContext run) {
        return Optional.empty();
    }

    @Override
    public void run(RunContext run) {
        resolving.resolve(run);
        Blueprint.Parts parts = blueprint.parts(run);
        Deps deps = parts.files().deps();
        String dependencies = deps.kind().equals("none")
                ? "no dependencies"
                : deps.files().size() + deps.supplied().size() + " " + deps.kind() + " dependencies";
        run.say(parts.files().files().size() + " files, " + dependencies
                + resolving.words(run).map(words -> ", " + words).orElse(""));
    }

    @Override
    public void stop(RunContext run) {
        resolving.stop(run);
    }

    @Override
    public void undo(RunContext run) {
        resolving.stop(run);
    }
}
