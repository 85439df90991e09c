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
import io.firn.flake.Deps;
import io.firn.flake.Unlocked;
import io.firn.flake.java.MavenDeps;
import io.firn.mirror.Indexes;
import io.firn.mirror.Resolutions;
import io.firn.mirror.Resolutions.Resolution;
import io.firn.tree.SubTree;
import io.firn.tree.Tree;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
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
    private final Indexes indexes;
    private final Builds builds;
    private final BuildLogs logs;
    private final Ingredients ingredients;
    private final Cache cache;
    private final Farm farm;

    Resolving(
            Blueprint blueprint,
            Resolutions resolutions,
            Indexes indexes,
            Builds builds,
            BuildLogs logs,
            Ingredients ingredients,
            Cache cache,
            Farm farm) {
        this.blueprint = blueprint;
        this.resolutions = resolutions;
        this.indexes = indexes;
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
     * @param unlocked the lock file that is missing, for tools that have one
     */
    private record Wanted(String registry, String digest, Deps none, Optional<Unlocked> unlocked) {}

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
            UUID app = run.app().id();
            if (resolutions.find(app, wanted.digest()).filter(Resolution::done).isEmpty()) {
                wanted.unlocked().filter(Unlocked::added).ifPresent(unlocked -> requireTools(run, plan, unlocked));
            }
            Resolution resolution = resolutions.open(app, wanted.digest(), wanted.registry());
            if (!resolution.done()) {
                record(run, plan, wanted, resolution);
            }
        });
    }

    /** Whether there is somebody to ask, and something to ask with. */
    private void requireTools(RunContext run, Plan plan, Unlocked unlocked) {
        String app = run.app().name().value();
        if (blueprint
                .decision(run)
                .distribution()
                .tree()
                .entry("buildpacks/" + plan.stack() + "/resolve.sh")
                .isEmpty()) {
            throw Unresolved.unmade(
                    unlocked,
                    "the app is locked to buildpacks that cannot choose at an index",
                    "move the app to today's buildpacks: firn upgrade -a " + app);
        }
        try {
            indexes.require(run.app().id(), unlocked.registry());
        } catch (Fault fault) {
            String registry = Indexes.of(unlocked.registry());
            throw Unresolved.unmade(
                            unlocked,
                            fault.getMessage().replaceFirst("\\.$", ""),
                            "name an index: an operator sets firn.mirror." + registry
                                    + ", the app's owner types firn registries set " + registry + " URL -a " + app)
                    .causedBy(fault);
        }
    }

    /** The run's release serves: what an upgrade resolved is what the app has from now on. */
    void keep(RunContext run) {
        if (run.row().upgrade()) {
            UUID app = run.app().id();
            blueprint
                    .unlocked(run)
                    .ifPresentOrElse(
                            unlocked -> resolutions.adopt(app, key(run, unlocked.digest()), unlocked.digest()),
                            () -> blueprint
                                    .chosen(run)
                                    .flatMap(no -> resolutions.find(app, no.digest()))
                                    .ifPresent(old -> resolutions.forget(old.id())));
        }
    }

    /** Whether an upgrade may find something newer where source, buildpack and configuration are the same. */
    boolean anew(RunContext run) {
        return run.row().upgrade() && blueprint.unlocked(run).isPresent();
    }

    /** Words for what an app without lock file is built with. */
    Optional<String> words(RunContext run) {
        return blueprint
                .unlocked(run)
                .map(unlocked ->
                        (unlocked.refusal().isEmpty() ? "" : "all from the index, for the package set lacks some, ")
                                + "as recorded for this " + unlocked.manifest()
                                + ", which has no lock file; they stay until it asks for others, or: firn upgrade -a "
                                + run.app().name());
    }

    private Optional<Wanted> wanted(RunContext run, Plan plan) {
        Optional<Unlocked> unlocked = blueprint.unlocked(run);
        if (unlocked.isPresent()) {
            String digest = key(run, unlocked.get().digest());
            return Optional.of(new Wanted(unlocked.get().registry(), digest, Deps.none(), unlocked));
        }
        if (!MavenDeps.concerns(plan)) {
            return Optional.empty();
        }
        Tree folder = SubTree.of(blueprint.tree(run), plan.subdir());
        String digest = MavenDeps.digest(plan, folder);
        return MavenDeps.carried(folder, digest).isPresent()
                ? Optional.empty()
                : Optional.of(new Wanted("maven", digest, MavenDeps.of(digest, Map.of()), Optional.empty()));
    }

    private void record(RunContext run, Plan plan, Wanted wanted, Resolution resolution) {
        var given = new HashMap<>(wanted.unlocked().map(Unlocked::settings).orElse(Map.of()));
        given.put(Plan.RECORDER, farm.recorder() + "/resolve/" + resolution.id() + "/" + resolution.secret() + "/");
        given.put("resolution", resolution.id().toString());
        Plan recorded = plan.with(given);
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
                Fault failed = Unresolved.failed(
                        build,
                        wanted.unlocked(),
                        resolutions.refusal(open.id()),
                        BuildStep.lastLines(logs, build.id()));
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
}
