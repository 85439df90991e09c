package io.firn.pipeline;

import io.firn.app.AppConfig;
import io.firn.app.AppSettings;
import io.firn.cache.Cache;
import io.firn.cache.Root;
import io.firn.deploy.NewRelease;
import io.firn.deploy.Release;
import io.firn.deploy.Releases;
import io.firn.deploy.Serving;
import io.firn.detect.Plan;
import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import io.firn.nix.StorePath;
import io.firn.source.Revision;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The release that a run is about: made once, whatever crashes, and found again. A rollback that would change nothing but the
 * number takes the earlier release itself, so that going back to one that is kept warm is only a switch.
 */
@ApplicationScoped
class ReleaseOfRun {
    private static final int KEPT = 100;

    private final Releases releases;
    private final AppSettings settings;
    private final Blueprint blueprint;
    private final Inputs inputs;
    private final Runs runs;
    private final Cache cache;

    ReleaseOfRun(Releases releases, AppSettings settings, Blueprint blueprint, Inputs inputs, Runs runs, Cache cache) {
        this.releases = releases;
        this.settings = settings;
        this.blueprint = blueprint;
        this.inputs = inputs;
        this.runs = runs;
        this.cache = cache;
    }

    /** The release that the run made or chose. */
    Release of(RunContext run) {
        return find(run).orElseThrow(() -> Fault.of(FaultCode.INTERNAL, "Could not find the release of the run."));
    }

    /** The same, where the run came that far. */
    Optional<Release> find(RunContext run) {
        return run.row().releaseNumber().isPresent()
                ? releases.find(run.app().id(), run.row().releaseNumber().getAsInt())
                : releases.ofRun(run.id());
    }

    /** Makes the release of a deploy, or finds it. */
    Release forDeploy(RunContext run) {
        Release release = releases.ofRun(run.id())
                .orElseGet(() -> releases.create(new NewRelease(
                        run.app().id(),
                        run.id(),
                        StorePath.parse(run.row().root().orElseThrow()),
                        run.row().image().orElseThrow(),
                        settings.config(run.app().id()),
                        List.copyOf(blueprint.plan(run).processes().keySet()),
                        serving(blueprint.plan(run)),
                        "Deploy " + run.revision().shortCommit())));
        return noted(run, release, run.revision());
    }

    private static Serving serving(Plan plan) {
        Plan.@Nullable Health health = plan.health();
        return new Serving(plan.port(), health == null ? null : health.path());
    }

    /** Makes or chooses the release of a rollback. */
    Release forRollback(RunContext run) {
        if (run.row().releaseNumber().isPresent()) {
            return of(run);
        }
        Release earlier =
                releases.require(run.app().id(), run.row().rollbackTo().orElseThrow());
        if (!cache.valid(earlier.root())) {
            throw Fault.of(
                    FaultCode.CONFLICT,
                    "Could not roll back to " + earlier.version() + ": what it was made of is not kept any more.",
                    "Deploy its commit again: firn deploy --commit SHA");
        }
        AppConfig config = run.row().withConfig()
                ? releases.config(earlier)
                : settings.config(run.app().id());
        boolean same = config.revision() == earlier.configRevision();
        Release release = same
                ? earlier
                : releases.create(new NewRelease(
                        run.app().id(),
                        run.id(),
                        earlier.root(),
                        earlier.image(),
                        config,
                        earlier.processes(),
                        earlier.serving(),
                        "Rollback to " + earlier.version()));
        Optional<Run> maker = runs.maker(run.app().id(), earlier.number());
        maker.flatMap(Run::recipe).ifPresent(recipe -> run.note(row -> row.recipe(recipe)));
        return noted(run, release, maker.flatMap(Run::revision).orElse(null));
    }

    private Release noted(RunContext run, Release release, @Nullable Revision revision) {
        cache.pin(Root.of(pin(release), run.app().orgId(), run.app().id()), release.root());
        letGo(run, release.number() - KEPT);
        String digest = revision == null
                ? null
                : inputs.digest(run.app(), revision, run.row().recipe().orElse(""), release.configRevision());
        run.note(row -> {
            row.release(release.number());
            if (revision != null && digest != null) {
                row.revision(revision);
                row.inputs(digest);
            }
        });
        return release;
    }

    /** The newest releases of an app can be gone back to; an older one only while it serves. */
    private void letGo(RunContext run, int number) {
        if (number < 1
                || releases.live(run.app().id())
                        .filter(live -> live.number() == number)
                        .isPresent()) {
            return;
        }
        releases.find(run.app().id(), number).ifPresent(old -> cache.unpin(pin(old)));
    }

    /** The name that keeps a release's closure in the cache. */
    static String pin(Release release) {
        return "release/" + release.appId() + "/" + release.number();
    }
}
