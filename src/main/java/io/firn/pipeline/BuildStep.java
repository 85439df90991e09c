package io.firn.pipeline;

import io.firn.build.Build;
import io.firn.build.BuildInputs;
import io.firn.build.BuildLogs;
import io.firn.build.BuildRequest;
import io.firn.build.BuildState;
import io.firn.build.Builds;
import io.firn.cache.Cache;
import io.firn.farm.Farm;
import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import io.firn.nix.StorePath;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Has the flake built on the farm. The build's id is written to the run before a builder hears of it, so that after a crash
 * the same build is followed on, wherever it runs.
 */
@ApplicationScoped
class BuildStep implements Step {
    static final String SYSTEM = "x86_64-linux";
    private static final String ATTR = "packages." + SYSTEM + ".default";
    private static final int LAST_LINES = 20;

    private final Blueprint blueprint;
    private final Builds builds;
    private final BuildLogs logs;
    private final Cache cache;
    private final Farm farm;
    private final Ingredients ingredients;

    BuildStep(Blueprint blueprint, Builds builds, BuildLogs logs, Cache cache, Farm farm, Ingredients ingredients) {
        this.blueprint = blueprint;
        this.builds = builds;
        this.logs = logs;
        this.cache = cache;
        this.farm = farm;
        this.ingredients = ingredients;
    }

    @Override
    public String name() {
        return "build";
    }

    @Override
    public Optional<String> done(RunContext run) {
        return run.row().root().map(StorePath::parse).filter(cache::valid).map(root -> "its output is in the cache");
    }

    @Override
    public void run(RunContext run) {
        Blueprint.Parts parts = blueprint.parts(run);
        ingredients.register(run.app().id(), parts.files().deps());
        UUID id = buildId(run, parts);
        var inputs = new BuildInputs(
                ingredients.uploads(parts, blueprint.decision(run).distribution()),
                parts.flakeRef(),
                blueprint.network(run),
                blueprint.secrets(run),
                cache::valid);
        Build build = builds.run(id, run.lease(), inputs);
        switch (build.state()) {
            case SUCCEEDED -> succeeded(run, build);
            case CANCELLED -> throw new Stopped("its build was cancelled");
            default -> throw failed(build);
        }
    }

    @Override
    public void stop(RunContext run) {
        run.row().buildId().ifPresent(id -> builds.cancel(run.app().id(), id));
    }

    @Override
    public void undo(RunContext run) {
        run.row()
                .buildId()
                .flatMap(builds::find)
                .filter(build -> !build.state().ended())
                .ifPresent(build -> builds.cancel(run.app().id(), build.id()));
    }

    private UUID buildId(RunContext run, Blueprint.Parts parts) {
        if (run.row().buildId().isEmpty()) {
            var request =
                    BuildRequest.forDeploy(parts.key(), ATTR, SYSTEM, run.app().defaultBranch());
            run.note(row -> row.build(builds.request(run.app().id(), request).id()));
        }
        return run.row().buildId().orElseThrow();
    }

    private void succeeded(RunContext run, Build build) {
        StorePath root = build.out().orElseThrow();
        run.note(row -> row.root(root.toString()));
        if (build.skipped()) {
            run.alreadyThere(build.reason().orElse("it was built before"));
        }
        String where = build.nodeId().flatMap(farm::builderName).orElse("a builder");
        run.say((build.skipped() ? "" : "on " + where + ", ") + root);
    }

    /** The end of a log, as it follows a sentence. */
    static String lastLines(BuildLogs logs, UUID buildId) {
        List<String> last = logs.lastLines(buildId, LAST_LINES);
        return last.isEmpty() ? "" : "\nLast lines:\n  " + String.join("\n  ", last);
    }

    private Fault failed(Build build) {
        String lines = lastLines(logs, build.id());
        Optional<String> refusal = EvaluationRefusal.of(logs.lastLines(build.id(), LAST_LINES));
        if (refusal.isPresent()) {
            return Fault.of(
                    FaultCode.BUILD_FAILED, "Could not build: " + refusal.get() + "." + lines, EvaluationRefusal.HINT);
        }
        boolean users = build.state() == BuildState.FAILED && build.exitCode().isPresent();
        return Fault.of(
                users ? FaultCode.BUILD_FAILED : FaultCode.UNAVAILABLE,
                "Could not build: " + build.reason().orElse("it ended without an output") + "." + lines,
                users
                        ? "Repair what the log says and push again; `firn eject` gives you the flake to try it by hand."
                        : "Look at the builders with 'firn nodes', then deploy again.");
    }
}
