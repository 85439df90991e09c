package io.firn.mirror;

import io.firn.access.Caller;
import io.firn.access.Needs;
import io.firn.access.Scope;
import io.firn.app.AppName;
import io.firn.app.Apps;
import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Private registries of an app. Keys go in and never come out. */
@Path("/api/v1/apps/{app}/registries")
@RunOnVirtualThread
public class AppRegistriesResource {
    private final Apps apps;
    private final AppRegistries registries;
    private final Caller caller;

    AppRegistriesResource(Apps apps, AppRegistries registries, Caller caller) {
        this.apps = apps;
        this.registries = registries;
        this.caller = caller;
    }

    /**
     * What is set.
     *
     * @param url base address, as packages' paths follow it
     * @param login name that goes with the key; without it the key is sent as a bearer token
     * @param key the key itself: a token or a password
     */
    public record Wanted(
            @NotNull @Size(min = 8, max = 500) String url,
            @Nullable @Size(max = 200) String login,
            @NotNull @Size(min = 1, max = 4000) @Pattern(regexp = "[!-~]+", message = "must be without spaces") String key) {
        @Override
        public String toString() {
            return "Wanted[url=" + url + "]"; // a log may show an argument
        }
    }

    /** The registries, without their keys. */
    @GET
    @Needs(Scope.APPS_READ)
    public List<AppRegistries.Named> list(@PathParam("app") String app) {
        return registries.list(require(app));
    }

    /** Sets a registry and its key; files that the app's lock file names are fetched there first. */
    @PUT
    @Path("{registry: [a-z][a-z0-9-]{0,30}}")
    @Needs(Scope.APPS_WRITE)
    public List<AppRegistries.Named> set(
            @PathParam("app") String app, @PathParam("registry") String registry, @NotNull @Valid Wanted wanted) {
        UUID id = require(app);
        registries.set(id, registry, wanted.url(), wanted.login(), wanted.key());
        return registries.list(id);
    }

    /** Forgets a registry and its key; what was fetched from it stays. */
    @DELETE
    @Path("{registry: [a-z][a-z0-9-]{0,30}}")
    @Needs(Scope.APPS_WRITE)
    public List<AppRegistries.Named> remove(@PathParam("app") String app, @PathParam("registry") String registry) {
        UUID id = require(app);
        if (!registries.remove(id, registry)) {
            throw Fault.of(
                    FaultCode.NOT_FOUND,
                    "Could not find a registry \"" + registry + "\" of \"" + app + "\".",
                    "List them with: firn registries -a " + app);
        }
        return registries.list(id);
    }

    private UUID require(String app) {
        return apps.require(caller.orgId(), AppName.parse(app)).id();
    }
}
