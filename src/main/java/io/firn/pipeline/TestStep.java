package io.firn.pipeline;

import io.firn.build.Build;
import io.firn.build.BuildInputs;
import io.firn.build.BuildLogs;
import io.firn.build.BuildRequest;
import io.firn.build.BuildState;
import io.firn.build.Builds;
import io.firn.cache.Cache;
import io.firn.cache.CollectionSettings;
import io.firn.cache.Ingest;
import io.firn.cache.Root;
import io.firn.detect.Plan;
import io.firn.farm.BuilderJob;
import io.firn.farm.Farm;
import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import io.firn.nix.PathInfo;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Runs the plan's test on the farm, in the sandbox: a derivation over the built app and its complete dependencies. What it
 * makes says that it passed, and is kept in the cache, so the same inputs are not tested again, on whichever builder.
 */
@ApplicationScoped
class TestStep implements Step {
    private static final Logger LOG = Logger.getLogger(TestStep.class);
    private static final String ATTR = "packages." + BuildStep.SYSTEM + ".test";

    private final Blueprint blueprint;
    private final Builds builds;
    private final BuildLogs logs;
    private final Cache cache;
    private final CollectionSettings collection;
    private final Farm farm;
    private final Ingredients ingredients;

    TestStep(
            Blueprint blueprint,
            Builds builds,
            BuildLogs logs,
            Cache cache,
            CollectionSettings collection,
            Farm farm,
            Ingredients ingredients) {
        this.blueprint = blueprint;
        this.builds = builds;
        this.logs = logs;
        this.cache = cache;
        this.collection = collection;
        this.farm = farm;
        this.ingredients = ingredients;
    }

    @Override
    public String name() {
        return "test";
    }

    @Override
    public Optional<String> done(RunContext run) {
        if (command(run) == null) {
            return Optional.of("the plan has no test");
        }
        return run.row()
                .testBuildId()
                .flatMap(builds::find)
                .filter(build -> build.state() == BuildState.SUCCEEDED)
                .map(build -> "it passed");
    }

    @Override
    public void run(RunContext run) {
        Blueprint.Parts parts = blueprint.parts(run);
        UUID id = buildId(run, parts);
        var inputs = new BuildInputs(
                ingredients.uploads(parts, blueprint.decision(run).distribution()),
                parts.flakeRef(),
                blueprint.network(run),
                blueprint.secrets(run),
                path -> true);
        Build build = builds.run(id, run.lease(), inputs);
        switch (build.state()) {
            case SUCCEEDED -> passed(run, build);
            case CANCELLED -> throw new Stopped("its test was cancelled");
            default -> throw failed(run, build);
        }
    }

    @Override
    public void stop(RunContext run) {
        run.row().testBuildId().ifPresent(id -> builds.cancel(run.app().id(), id));
    }

    @Override
    public void undo(RunContext run) {
        run.row()
                .testBuildId()
                .flatMap(builds::find)
                .filter(build -> !build.state().ended())
                .ifPresent(build -> builds.cancel(run.app().id(), build.id()));
    }

    private @Nullable String command(RunContext run) {
        Plan.@Nullable Test test = blueprint.plan(run).test();
        return test == null ? null : test.command();
    }

    private UUID buildId(RunContext run, Blueprint.Parts parts) {
        if (run.row().testBuildId().isEmpty()) {
            var request = BuildRequest.forDeploy(
                    parts.key(), ATTR, BuildStep.SYSTEM, run.app().defaultBranch());
            run.note(
                    row -> row.testBuild(builds.request(run.app().id(), request).id()));
        }
        return run.row().testBuildId().orElseThrow();
    }

    private void passed(RunContext run, Build build) {
        if (build.skipped()) {
            run.alreadyThere("the same was tested before, and passed");
            return;
        }
        String where = build.nodeId().flatMap(farm::builderName).orElse("a builder");
        run.say("`" + command(run) + "` passed on " + where);
        build.nodeId().ifPresent(node -> keep(run, build, new BuilderJob(build.id(), build.attempt(), node)));
    }

    /** Other builders learn that it passed; a run does not fail for want of that. */
    private void keep(RunContext run, Build build, BuilderJob job) {
        try {
            List<PathInfo> made = farm.pathInfos(job);
            PathInfo root = made.getLast();
            Set<?> missing = cache.missing(made.stream().map(PathInfo::path).toList());
            List<PathInfo> wanted =
                    made.stream().filter(info -> missing.contains(info.path())).toList();
            try (Ingest ingest = cache.begin()) {
                ingest.expect(wanted);
                farm.export(job.nodeId(), wanted, ingest::add);
                ingest.commit(root.path());
            }
            cache.pin(
                    Root.of(
                                    "test/" + run.app().id() + "/" + build.id(),
                                    run.app().orgId(),
                                    run.app().id())
                            .keptFor(collection.keepBuilds()),
                    root.path());
            builds.verified(build.id(), root.narHash());
            farm.forget(job);
        } catch (Fault later) {
            LOG.infof("The test of build %s may be run again elsewhere: %s", build.id(), later.getMessage());
        }
    }

    private Fault failed(RunContext run, Build build) {
        boolean users = build.state() == BuildState.FAILED && build.exitCode().isPresent();
        String reason = build.reason().orElse("it ended without an answer");
        return Fault.of(
                users ? FaultCode.TEST_FAILED : FaultCode.UNAVAILABLE,
                "Could not release: the test `" + command(run) + "` did not pass: " + reason + "."
                        + BuildStep.lastLines(logs, build.id()),
                users
                        ? "Repair what the log says and push again; nothing of this push serves."
                        : "Look at the builders with 'firn nodes', then deploy again.");
    }
}
