package io.firn.build;

import io.firn.access.Caller;
import io.firn.access.Needs;
import io.firn.access.Scope;
import io.firn.app.Apps;
import io.firn.farm.Farm;
import io.firn.web.Page;
import io.firn.web.PageRequest;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.util.List;
import java.util.UUID;
import org.jboss.resteasy.reactive.ResponseStatus;

/** The door to an app's builds. */
@Path("/api/v1/apps/{app}/builds")
@RunOnVirtualThread
public class BuildsResource {
    private final Builds builds;
    private final BuildRecords records;
    private final Farm farm;
    private final Apps apps;
    private final Caller caller;

    BuildsResource(Builds builds, BuildRecords records, Farm farm, Apps apps, Caller caller) {
        this.builds = builds;
        this.records = records;
        this.farm = farm;
        this.apps = apps;
        this.caller = caller;
    }

    /** Builds, newest first. */
    @GET
    @Needs(Scope.APPS_READ)
    public Page<BuildView> list(@PathParam("app") String app, @BeanParam PageRequest page) {
        List<Build> found = builds.list(appId(app), page.afterId(), page.limitPlusOne());
        return Page.of(
                found.stream().map(this::view).toList(), page, view -> view.id().toString());
    }

    /** One build. */
    @GET
    @Path("{id}")
    @Needs(Scope.APPS_READ)
    public BuildView get(@PathParam("app") String app, @PathParam("id") UUID id) {
        return view(builds.require(appId(app), id));
    }

    /** Why a build waits for a builder: for each of them what is in the way. */
    @GET
    @Path("{id}/why-waiting")
    @Needs(Scope.APPS_READ)
    public WaitingView whyWaiting(@PathParam("app") String app, @PathParam("id") UUID id) {
        return builds.whyWaiting(builds.require(appId(app), id));
    }

    /** What a build reused and what it built, and which inputs changed since the build before. */
    @GET
    @Path("{id}/why")
    @Needs(Scope.APPS_READ)
    public WhyView why(@PathParam("app") String app, @PathParam("id") UUID id) {
        return records.why(builds.require(appId(app), id));
    }

    /** Stops a build; one that has ended stays as it is. */
    @DELETE
    @Path("{id}")
    @ResponseStatus(202)
    @Needs(Scope.DEPLOY)
    public BuildView cancel(@PathParam("app") String app, @PathParam("id") UUID id) {
        return view(builds.cancel(appId(app), id));
    }

    private UUID appId(String app) {
        return apps.require(caller.orgId(), app).id();
    }

    private BuildView view(Build build) {
        return BuildView.of(build, build.nodeId().flatMap(farm::builderName).orElse(null));
    }
}
