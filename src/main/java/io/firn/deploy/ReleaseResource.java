package io.firn.deploy;

import io.firn.access.Caller;
import io.firn.access.Needs;
import io.firn.access.Scope;
import io.firn.app.App;
import io.firn.app.Apps;
import io.firn.fault.Fault;
import io.firn.fault.FieldFault;
import io.firn.web.Page;
import io.firn.web.PageRequest;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.util.List;
import java.util.OptionalInt;
import java.util.UUID;

/** Releases of an app, and what runs of them. */
@Path("/api/v1/apps/{app}")
@RunOnVirtualThread
@Needs(Scope.APPS_READ)
public class ReleaseResource {
    private final Apps apps;
    private final Releases releases;
    private final Rollouts rollouts;
    private final Instances instances;
    private final Caller caller;

    ReleaseResource(Apps apps, Releases releases, Rollouts rollouts, Instances instances, Caller caller) {
        this.apps = apps;
        this.releases = releases;
        this.rollouts = rollouts;
        this.instances = instances;
        this.caller = caller;
    }

    /** Releases, newest first; {@code after} is the number of the last one seen. */
    @GET
    @Path("releases")
    public Page<ReleaseView> list(@PathParam("app") String name, @BeanParam PageRequest page) {
        App app = apps.require(caller.orgId(), name);
        int before = page.after().map(ReleaseResource::number).orElse(Integer.MAX_VALUE);
        List<ReleaseView> found = releases.list(app.id(), before, page.limitPlusOne()).stream()
                .map(r -> view(app.id(), r))
                .toList();
        return Page.of(found, page, r -> Integer.toString(r.number()));
    }

    /** One release, by {@code 7} or {@code v7}. */
    @GET
    @Path("releases/{number}")
    public ReleaseView get(@PathParam("app") String name, @PathParam("number") String number) {
        App app = apps.require(caller.orgId(), name);
        return view(app.id(), releases.require(app.id(), number(number)));
    }

    /** What runs of the app, as last seen. */
    @GET
    @Path("instances")
    public List<InstanceView> instances(@PathParam("app") String name) {
        App app = apps.require(caller.orgId(), name);
        OptionalInt live = releases.live(app.id()).map(Release::number).stream()
                .mapToInt(Integer::intValue)
                .findFirst();
        return instances.ofApp(app.id()).stream()
                .map(s -> InstanceView.of(s, live))
                .toList();
    }

    private ReleaseView view(UUID appId, Release release) {
        return ReleaseView.of(release, rollouts.find(appId, release.number()).orElse(null));
    }

    private static int number(String text) {
        String digits = text.startsWith("v") ? text.substring(1) : text;
        if (!digits.matches("[0-9]{1,9}")) {
            throw Fault.invalid(
                    "Could not read the release number '" + text + "'.",
                    List.of(new FieldFault("number", "must be like v7 or 7")));
        }
        return Integer.parseInt(digits);
    }
}
