package io.firn.pipeline;

import io.firn.access.Caller;
import io.firn.access.Needs;
import io.firn.access.Scope;
import io.firn.app.AppName;
import io.firn.app.Apps;
import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import io.firn.flake.Pins;
import io.firn.mirror.Resolutions;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import org.jspecify.annotations.Nullable;

/** What was resolved once for an app whose tool has no lock file: for those who take its flake away. */
@Path("/api/v1/apps/{app}/resolution")
@RunOnVirtualThread
public class ResolutionResource {
    private final Resolutions resolutions;
    private final Apps apps;
    private final Caller caller;

    ResolutionResource(Resolutions resolutions, Apps apps, Caller caller) {
        this.resolutions = resolutions;
        this.apps = apps;
        this.caller = caller;
    }

    /** The files with their hashes, as deps.json has them. {@code digest}: SRI of the build files. */
    @GET
    @Produces(MediaType.APPLICATION_JSON)
    @Needs({Scope.APPS_READ, Scope.DEPLOY})
    public String get(@PathParam("app") String app, @QueryParam("digest") @Nullable String digest) {
        return recorded(app)
                .resolved(digest == null ? "" : digest)
                .orElseThrow(() -> nothing(app))
                .toJson();
    }

    /** The lock file that was made of an app that has none, as text. {@code digest}: SRI of the files that it was made of. */
    @GET
    @Path("lock")
    @Produces(MediaType.TEXT_PLAIN)
    @Needs({Scope.APPS_READ, Scope.DEPLOY})
    public String lock(@PathParam("app") String app, @QueryParam("digest") @Nullable String digest) {
        return recorded(app).lock(digest == null ? "" : digest).orElseThrow(() -> nothing(app));
    }

    private ResolvedPins recorded(String app) {
        return new ResolvedPins(
                Pins.NONE,
                resolutions,
                apps.require(caller.orgId(), AppName.parse(app)).id());
    }

    private static Fault nothing(String app) {
        return Fault.of(
                FaultCode.NOT_FOUND,
                "Could not find what \"" + app + "\" depends on: nothing is recorded for these build files.",
                "Deploy them first: dependencies are resolved once, then.");
    }
}
