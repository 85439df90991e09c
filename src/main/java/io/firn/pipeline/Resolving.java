package io.firn.pipeline;

import io.firn.build.Build;
import io.firn.build.BuildInputs;
import io.firn.build.BuildLogs;
import io.firn.build.BuildRequest;
import io.firn.build.BuildState;
import io.firn.build.Builds;
import io.firn.cache.Cache;
import io.firn.detect.Plan;
import io.firn.farm.Farm;
import io.firn.farm.Network;
import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import io.firn.flake.Deps;
import io.firn.flake.java.MavenDeps;
import io.firn.mirror.Resolutions;
import io.firn.mirror.Resolutions.Resolution;
import io.firn.tree.SubTree;
import io.firn.tree.Tree;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Resolves the dependencies of apps whose tool has no lock file: once for certain build files, on a builder, in a network where
 * only a recorder of ours answers. What it wrote down stands for these build files from then on, and builds get nothing else.
 */
@ApplicationScoped
class Resolving {
    private static final String ATTR = "packages." + BuildStep.SYSTEM + ".resolve";

    private final Blueprint blueprint;
    private final Resolutions resolutions;
    private final Builds builds;
    private final BuildLogs logs;
    private final Ingredients ingredients;
    private final Cache cache;
    private final Farm farm;

    Resolving(
            Blueprint blueprint,
            Resolutions resolutions,
            Builds builds,
            BuildLogs logs,
            Ingredients ingredients,
            Cache cache,
            Farm farm) {
        this.blueprint = blueprint;
        this.resolutions = resolutions;
        this.builds = builds;
        this.logs = logs;
        this.ingredients = ingredients;
        this.cache = cache;
        this.farm = farm;
    }

    /** Resolves what the flake needs; at once where a lock file tells it, or where it was resolved before. */
    void resolve(RunContext run) {
        Plan plan = blueprint.plan(run);
        if (!MavenDeps.concerns(plan) || run.row().root().isPresent()) {
            return;
        }
        String digest = MavenDeps.digest(plan, folder(run, plan));
        if (MavenDeps.carried(folder(run, plan), digest).isPresent()) {
            return;
        }
        Resolution resolution = resolutions.open(run.app().id(), digest, "maven");
        if (!resolution.done()) {
            record(run, plan, digest, resolution);
        }
    }

    private void record(RunContext run, Plan plan, String digest, Resolution resolution) {
        Plan recorded = plan.with(Map.of(
                "recorder",
                farm.recorder() + "/resolve/" + resolution.id() + "/" + resolution.secret() + "/",
                "resolution",
                resolution.id().toString()));
        Deps none = MavenDeps.of(digest, Map.of());
        Blueprint.Parts parts = blueprint.resolving(run, recorded, none);
        UUID id = buildId(run, resolution, parts);
        var uploads = ingredients.uploads(parts, blueprint.decision(run).distribution());
        var inputs = new BuildInputs(uploads, parts.flakeRef(), Network.RELAY, cache::valid);
        Build build = builds.run(id, run.lease(), inputs);
        switch (build.state()) {
            case SUCCEEDED -> resolutions.done(resolution.id());
            case CANCELLED -> {
                resolutions.forget(resolution.id());
                throw new Stopped("its resolution was cancelled");
            }
            default -> {
                resolutions.forget(resolution.id());
                throw failed(build);
            }
        }
    }

    /** Ends a resolution that is at work. */
    void stop(RunContext run) {
        open(run).ifPresent(build -> builds.cancel(run.app().id(), build.id()));
    }

    private Tree folder(RunContext run, Plan plan) {
        return SubTree.of(blueprint.tree(run), plan.subdir());
    }

    private Optional<Build> open(RunContext run) {
        Plan plan = blueprint.plan(run);
        if (!MavenDeps.concerns(plan)) {
            return Optional.empty();
        }
        return resolutions
                .find(run.app().id(), MavenDeps.digest(plan, folder(run, plan)))
                .flatMap(resolution -> Optional.ofNullable(resolution.buildId()))
                .flatMap(builds::find)
                .filter(build -> !build.state().ended());
    }

    /** The build's id is noted before a builder hears of it: after a crash the same one is followed on. */
    private UUID buildId(RunContext run, Resolution resolution, Blueprint.Parts parts) {
        UUID known = resolution.buildId();
        if (known != null) {
            return known;
        }
        var request = BuildRequest.forDeploy(
                parts.key(), ATTR, BuildStep.SYSTEM, run.app().defaultBranch());
        UUID id = builds.request(run.app().id(), request).id();
        resolutions.build(resolution.id(), id);
        return id;
    }

    private Fault failed(Build build) {
        boolean users = build.state() == BuildState.FAILED && build.exitCode().isPresent();
        return Fault.of(
                users ? FaultCode.BUILD_FAILED : FaultCode.UNAVAILABLE,
                "Could not resolve the dependencies: " + build.reason().orElse("it ended without an answer") + "."
                        + BuildStep.lastLines(logs, build.id()),
                "Repair what the log says and push again. While dependencies are resolved nothing but the registry can be reached.");
    }
}
