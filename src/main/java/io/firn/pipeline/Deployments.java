package io.firn.pipeline;

import io.firn.app.App;
import io.firn.app.Apps;
import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import io.firn.source.Revision;
import io.firn.source.Sources;
import io.firn.web.Page;
import io.firn.web.PageRequest;
import io.firn.web.Stopping;
import io.firn.web.Wait;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Orders from people, and what they are shown of the runs that come of them. */
@ApplicationScoped
public class Deployments {
    private final Runs runs;
    private final Sources sources;
    private final Apps apps;
    private final Pipeline pipeline;
    private final Addresses addresses;
    private final Clock clock;
    private final Stopping stopping;

    public Deployments(
            Runs runs,
            Sources sources,
            Apps apps,
            Pipeline pipeline,
            Addresses addresses,
            Clock clock,
            Stopping stopping) {
        this.runs = runs;
        this.sources = sources;
        this.apps = apps;
        this.pipeline = pipeline;
        this.addresses = addresses;
        this.clock = clock;
        this.stopping = stopping;
    }

    /** Deploys what a name stands for, or the head of the branch that deploys. */
    DeploymentView deploy(App app, @Nullable String ref, UUID tokenId, @Nullable String key) {
        app.requireActive("deploy");
        Revision revision = ref == null ? head(app) : sources.resolve(app.id(), ref);
        return view(runs.order(app.id(), RunOrder.deploy(revision, null, tokenId, key)), app);
    }

    /** Moves the app to what is offered now: deploys the head of its branch with it. */
    DeploymentView upgrade(App app, UUID tokenId, @Nullable String key) {
        app.requireActive("upgrade");
        return view(runs.order(app.id(), RunOrder.upgrade(head(app), tokenId, key)), app);
    }

    private Revision head(App app) {
        return sources.head(app.id(), app.defaultBranch())
                .orElseThrow(() -> Fault.of(
                        FaultCode.CONFLICT,
                        "Could not deploy '" + app.name() + "': nothing was pushed to it yet.",
                        "Push first: git push " + addresses.git(app) + " HEAD:" + app.defaultBranch()));
    }

    /** Goes back to a release, or to the one before the live one. */
    DeploymentView rollback(
            App app, @Nullable Integer release, RunOrder.Config config, UUID tokenId, @Nullable String key) {
        app.requireActive("roll back");
        Run live = runs.live(app.id()).orElseThrow(() -> nothingBefore(app));
        Run target = release == null
                ? runs.before(live).orElseThrow(() -> nothingBefore(app))
                : runs.maker(app.id(), release)
                        .orElseThrow(() -> Fault.of(
                                FaultCode.NOT_FOUND,
                                "Could not roll '" + app.name() + "' back to v" + release
                                        + ": there is no such release.",
                                "List them with: firn releases -a " + app.name()));
        return view(
                runs.order(app.id(), RunOrder.rollback(target.releaseNumber().orElseThrow(), config, tokenId, key)),
                app);
    }

    private static Fault nothingBefore(App app) {
        return Fault.of(
                FaultCode.CONFLICT,
                "Could not roll '" + app.name() + "' back: there is no release before the one that serves.",
                "Name a release: firn rollback v1 -a " + app.name());
    }

    /** Removes the app. */
    DeploymentView destroy(App app, UUID tokenId) {
        Optional<Run> begun = runs.newest(app.id(), Long.MAX_VALUE, 1).stream()
                .filter(run -> run.kind() == RunKind.DESTROY && !run.state().ended())
                .findFirst();
        Run run = begun.orElseGet(() -> runs.order(app.id(), RunOrder.destroy(tokenId)));
        apps.delete(app.orgId(), app.name());
        return view(run, app);
    }

    DeploymentView cancel(App app, UUID id) {
        return view(runs.cancel(app.id(), id), app);
    }

    /** One deployment, as it is or as it is when it has ended. */
    DeploymentView get(App app, UUID id, int waitSeconds) {
        var wait = new Wait(Duration.ofSeconds(waitSeconds));
        return view(
                wait.until(
                        () -> runs.require(app.id(), id),
                        progress -> progress.run().state().ended() || stopping.now()),
                app);
    }

    Optional<DeploymentView> ofPush(App app, UUID pushId) {
        return runs.ofPush(pushId)
                .filter(progress -> progress.run().appId().equals(app.id()))
                .map(progress -> view(progress, app));
    }

    Page<DeploymentView> list(App app, PageRequest page) {
        long below =
                page.afterId().map(id -> runs.require(app.id(), id).run().seq()).orElse(Long.MAX_VALUE);
        List<DeploymentView> read = runs.newest(app.id(), below, page.limitPlusOne()).stream()
                .map(run -> view(run, app))
                .toList();
        return Page.of(read, page, view -> view.id().toString());
    }

    private DeploymentView view(Run run, App app) {
        return view(runs.require(app.id(), run.id()), app);
    }

    private DeploymentView view(Runs.Progress progress, App app) {
        return DeploymentView.of(progress, pipeline.recipe(progress.run().kind()), addresses.url(app), clock);
    }
}
