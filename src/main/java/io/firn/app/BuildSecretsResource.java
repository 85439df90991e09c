package io.firn.app;

import io.firn.access.Caller;
import io.firn.access.Needs;
import io.firn.access.Scope;
import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.util.List;

/** What an app's build may know. Values go in and never come out. */
@Path("/api/v1/apps/{app}/build-secrets")
@RunOnVirtualThread
public class BuildSecretsResource {
    private final Apps apps;
    private final BuildSecrets secrets;
    private final Caller caller;

    BuildSecretsResource(Apps apps, BuildSecrets secrets, Caller caller) {
        this.apps = apps;
        this.secrets = secrets;
        this.caller = caller;
    }

    /** The value that is set. */
    public record Wanted(@NotNull String value) {
        @Override
        public String toString() {
            return "Wanted[]"; // a log may show an argument
        }
    }

    /** The secrets, without their values. */
    @GET
    @Needs(Scope.APPS_READ)
    public List<BuildSecrets.Named> list(@PathParam("app") String app) {
        return secrets.list(apps.require(caller.orgId(), app).id());
    }

    /** Sets one; builds that begin from now on see it. */
    @PUT
    @Path("{name}")
    @Needs(Scope.APPS_WRITE)
    public List<BuildSecrets.Named> set(
            @PathParam("app") String app, @PathParam("name") String name, @NotNull @Valid Wanted wanted) {
        App found = active(app);
        secrets.set(found.id(), name, wanted.value());
        return secrets.list(found.id());
    }

    /** Forgets one. */
    @DELETE
    @Path("{name}")
    @Needs(Scope.APPS_WRITE)
    public List<BuildSecrets.Named> remove(@PathParam("app") String app, @PathParam("name") String name) {
        App found = active(app);
        if (!secrets.remove(found.id(), name)) {
            throw Fault.of(
                    FaultCode.NOT_FOUND,
                    "Could not find a build secret \"" + name + "\" of \"" + app + "\".",
                    "List them with: firn secrets -a " + app);
        }
        return secrets.list(found.id());
    }

    private App active(String app) {
        App found = apps.require(caller.orgId(), app);
        found.requireActive("configure");
        return found;
    }
}
