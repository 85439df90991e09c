package io.firn.app;

import io.firn.access.Caller;
import io.firn.access.Needs;
import io.firn.access.Scope;
import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import io.firn.web.EntityTag;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.util.HashMap;
import java.util.Map;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/**
 * Config vars of an app. Each change is one revision, answered with an ETag; with {@code If-Match} it is made only on the
 * revision that the caller has seen. Values are shown to tokens that may change them, to others only the names.
 */
@Path("/api/v1/apps/{app}/config")
@RunOnVirtualThread
public class ConfigResource {
    private final Apps apps;
    private final AppSettings settings;
    private final Caller caller;

    ConfigResource(Apps apps, AppSettings settings, Caller caller) {
        this.apps = apps;
        this.settings = settings;
        this.caller = caller;
    }

    /** All vars and the revision; a value that the token may not read is null. */
    public record Config(long revision, Map<String, @Nullable String> vars) {}

    /** All vars. */
    @GET
    @Needs(Scope.APPS_READ)
    public RestResponse<Config> get(@PathParam("app") String app) {
        return answer(settings.config(require(app).id()));
    }

    /** Replaces all vars. */
    @PUT
    @Needs(Scope.APPS_WRITE)
    public RestResponse<Config> replace(
            @PathParam("app") String app,
            @NotNull Map<String, @NotNull String> vars,
            @Nullable @HeaderParam("If-Match") String ifMatch) {
        App found = active(app);
        return answer(settings.replace(found.id(), vars, EntityTag.expected(ifMatch), caller.tokenId()));
    }

    /** Sets the named vars and removes those whose value is null; all others stay. */
    @POST
    @Path("vars")
    @Needs(Scope.APPS_WRITE)
    public RestResponse<Config> set(
            @PathParam("app") String app,
            @NotNull Map<String, @Nullable String> vars,
            @Nullable @HeaderParam("If-Match") String ifMatch) {
        App found = active(app);
        return answer(settings.change(found.id(), vars, EntityTag.expected(ifMatch), caller.tokenId()));
    }

    /** Removes one var. */
    @DELETE
    @Path("vars/{key}")
    @Needs(Scope.APPS_WRITE)
    public RestResponse<Config> remove(
            @PathParam("app") String app,
            @PathParam("key") String key,
            @Nullable @HeaderParam("If-Match") String ifMatch) {
        App found = active(app);
        if (!settings.config(found.id()).vars().containsKey(key)) {
            throw Fault.of(
                    FaultCode.NOT_FOUND,
                    "Could not find the config var '" + key + "' of '" + app + "'.",
                    "List those that there are with: firn config list --app " + app);
        }
        var change = new HashMap<String, @Nullable String>();
        change.put(key, null);
        return answer(settings.change(found.id(), change, EntityTag.expected(ifMatch), caller.tokenId()));
    }

    private App require(String app) {
        return apps.require(caller.orgId(), app);
    }

    private App active(String app) {
        App found = require(app);
        found.requireActive("configure");
        return found;
    }

    private RestResponse<Config> answer(AppConfig config) {
        var vars = new java.util.TreeMap<String, @Nullable String>(config.vars());
        if (!caller.may(Scope.APPS_WRITE)) {
            vars.replaceAll((key, value) -> null);
        }
        return RestResponse.ResponseBuilder.ok(new Config(config.revision(), vars))
                .header("ETag", EntityTag.of(config.revision()))
                .header("Cache-Control", "no-store")
                .build();
    }
}
