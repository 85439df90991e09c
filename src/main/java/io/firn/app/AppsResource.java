package io.firn.app;

import io.firn.access.Caller;
import io.firn.access.Needs;
import io.firn.access.Scope;
import io.firn.web.Page;
import io.firn.web.PageRequest;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.util.List;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jspecify.annotations.Nullable;

/** Apps of the caller's org. Their end has a door of its own in the pipeline, which knows all that has to go. */
@Path("/api/v1/apps")
@RunOnVirtualThread
public class AppsResource {
    private final Apps apps;
    private final AppSettings settings;
    private final Caller caller;

    AppsResource(Apps apps, AppSettings settings, Caller caller) {
        this.apps = apps;
        this.settings = settings;
        this.caller = caller;
    }

    /** What a new app is to be. */
    public record NewApp(@NotNull AppName name) {}

    /** What is to change; what is absent stays. */
    public record AppChange(@Nullable AppName name, @Nullable String defaultBranch) {}

    /** Makes an app. */
    @POST
    @ResponseStatus(201)
    @Needs(Scope.APPS_WRITE)
    public AppView create(@NotNull @Valid NewApp wanted) {
        return AppView.of(apps.create(caller.orgId(), wanted.name()));
    }

    /** Lists apps by name. */
    @GET
    @Needs(Scope.APPS_READ)
    public Page<AppView> list(@BeanParam PageRequest page) {
        List<App> found = apps.list(caller.orgId(), page.after().orElse(""), page.limitPlusOne());
        return Page.of(found.stream().map(AppView::of).toList(), page, AppView::name);
    }

    /** One app. */
    @GET
    @Path("{app}")
    @Needs(Scope.APPS_READ)
    public AppView get(@PathParam("app") String app) {
        return AppView.of(apps.require(caller.orgId(), app));
    }

    /** Renames an app or changes the branch that is deployed. */
    @PATCH
    @Path("{app}")
    @Needs(Scope.APPS_WRITE)
    public AppView change(@PathParam("app") String app, @NotNull @Valid AppChange change) {
        App found = apps.require(caller.orgId(), app);
        if (change.defaultBranch() != null) {
            settings.deployFrom(found.id(), change.defaultBranch());
        }
        App renamed = change.name() == null ? found : apps.rename(caller.orgId(), found.name(), change.name());
        return AppView.of(renamed);
    }
}
