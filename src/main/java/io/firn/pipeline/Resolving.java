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
import io.firn.flake.node.LockRecord;
import io.firn.mirror.Resolutions;
import io.firn.mirror.Resolutions.Resolution;
import io.firn.tree.SubTree;
import io.firn.tree.Tree;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Resolves the dependencies of apps whose tool has no lock file: once for certain build files, on a builder, in a network where
 * only a recorder of ours answers. What it wrote down stands for these build files from then on, and builds get nothing else.
 */
@ApplicationScoped
class Resolving {
    private static final String ATTR = "packages." + BuildStep.SYSTEM + ".resolve";

    /** A tool that fails each time that its recorder goes away is started so often, no more. */
    private static final int STARTS = 5;

    private static final Logger LOG = Logger.getLogger(Resolving.class);

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

    /**
     * What is to be resolved.
     *
     * @param registry whose files the tool asks for
     * @param digest of the build files
     * @param none dependencies of which nothing is known yet
     */
    private record Wanted(String registry, String digest, Deps none) {}

    /** What a run resolves under: an upgrade does it anew, and what it got becomes the app's when it serves. */
    static String key(RunContext run, String digest) {
        return run.row().upgrade() ? Resolutions.ofUpgrade(digest, run.row().id()) : digest;
    }

    /** Resolves what the flake needs; at once where a lock file tells it, or where it was resolved before. */
    void resolve(RunContext run) {
        if (run.row().root().isPresent()) {
            return;
        }
        Plan plan = blueprint.plan(run);
        wanted(run, plan).ifPresent(wanted -> {
            Resolution resolution = resolutions.open(run.app().id(), wanted.digest(), wanted.registry());
            if (!resolution.done()) {
                record(run, plan, wanted, resolution);
            }
        });
    }

    /** The run's release serves: what an upgrade resolved is what the app has from now on. */
    void keep(RunContext run) {
        if (anew(run)) {
            Plan plan = blueprint.plan(run);
            String digest = LockRecord.digest(plan, folder(run, plan));
            resolutions.adopt(run.app().id(), key(run, digest), digest);
        }
    }

    /** Whether an upgrade may find something newer where source, buildpack and configuration are the same. */
    boolean anew(RunContext run) {
        if (!run.row().upgrade()) {
            return false;
        }
        Plan plan = blueprint.plan(run);
        return LockRecord.concerns(plan, folder(run, plan));
    }

    /** Words for what an app without lock file is built with. */
    Optional<String> words(RunContext run) {
        Plan plan = blueprint.plan(run);
        Tree folder = folder(run, plan);
        return LockRecord.concerns(plan, folder)
                ? Optional.of(
                        "as recorded for this package.json, which has no lock file; they stay until it asks for others, or: firn"
                                + " upgrade -a " + run.app().name())
                : Optional.empty();
    }

    private Optional<Wanted> wanted(RunContext run, Plan plan) {
        Tree folder = folder(run, plan);
        if (LockRecord.concerns(plan, folder)) {
            return Optional.of(new Wanted("npm", key(run, LockRecord.digest(plan, folder)), Deps.none()));
        }
        if (!MavenDeps.concerns(plan)) {
            return Optional.empty();
        }
        String digest = MavenDeps.digest(plan, folder);
        return MavenDeps.carried(folder, digest).isPresent()
                ? Optional.empty()
                : Optional.of(new Wanted("maven", digest, MavenDeps.of(digest, Map.of())));
    }

    private void record(RunContext run, Plan plan, Wanted wanted, Resolution resolution) {
        Plan recorded = plan.with(Map.of(
                "recorder",
                farm.recorder() + "/resolve/" + resolution.id() + "/" + resolution.secret() + "/",
                "resolution",
                resolution.id().toString()));
        Blueprint.Parts parts = blueprint.resolving(run, recorded, wanted.none());
        var uploads = ingredients.uploads(parts, blueprint.decision(run).distribution());
        var inputs = new BuildInputs(uploads, parts.flakeRef(), Network.RELAY, cache::valid);
        Resolution open = begun(run, resolution, parts);
        Build build = builds.run(Objects.requireNonNull(open.buildId()), run.lease(), inputs);
        while (build.state() == BuildState.FAILED && wasAlone(run, open)) {
            LOG.infof(
                    "Resolution %s of %s begins again: its recorder went away",
                    open.id(), run.app().name());
            resolutions.again(open.id());
            open = begun(run, resolutions.open(run.app().id(), wanted.digest(), wanted.registry()), parts);
            build = builds.run(Objects.requireNonNull(open.buildId()), run.lease(), inputs);
        }
        switch (build.state()) {
            case SUCCEEDED -> resolutions.done(open.id());
            case CANCELLED -> {
                resolutions.forget(open.id());
                throw new Stopped("its resolution was cancelled");
            }
            default -> {
                Fault failed = failed(build, resolutions.refusal(open.id()));
                resolutions.forget(open.id());
                throw failed;
            }
        }
    }

    /** Whether the tool was started by a control plane that went away: nobody answered it for a while, and few tools bear that. */
    private static boolean wasAlone(RunContext run, Resolution resolution) {
        return resolution.epoch() != run.lease().epoch() && resolution.starts() < STARTS;
    }

    /** Ends a resolution that is at work. */
    void stop(RunContext run) {
        open(run).ifPresent(build -> builds.cancel(run.app().id(), build.id()));
    }

    private Tree folder(RunContext run, Plan plan) {
        return SubTree.of(blueprint.tree(run), plan.subdir());
    }

    private Optional<Build> open(RunContext run) {
        return wanted(run, blueprint.plan(run))
                .flatMap(wanted -> resolutions.find(run.app().id(), wanted.digest()))
                .flatMap(resolution -> Optional.ofNullable(resolution.buildId()))
                .flatMap(builds::find)
                .filter(build -> !build.state().ended());
    }

    /** The build's id is noted before a builder hears of it: after a crash the same one is followed on. */
    private Resolution begun(RunContext run, Resolution resolution, Blueprint.Parts parts) {
        if (resolution.buildId() != null) {
            return resolution;
        }
        var request = BuildRequest.forDeploy(
                parts.key(), ATTR, BuildStep.SYSTEM, run.app().defaultBranch());
        UUID id = builds.request(run.app().id(), request).id();
        resolutions.build(resolution.id(), id, run.lease().epoch());
        return resolutions.find(run.app().id(), resolution.digest()).orElseThrow();
    }

    private Fault failed(Build build, Optional<String> refusal) {
        boolean users = build.state() == BuildState.FAILED && build.exitCode().isPresent();
        return Fault.of(
                users ? FaultCode.BUILD_FAILED : FaultCode.UNAVAILABLE,
                "Could not resolve the dependencies: " + build.reason().orElse("it ended without an answer") + "."
                        + refusal.map(why -> " " + why).orElse("")
                        + BuildStep.lastLines(logs, build.id()),
                "Repair what the log says and push again. While dependencies are resolved nothing but the registry can be reached.");
    }
}
