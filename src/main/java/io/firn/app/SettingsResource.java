package io.firn.app;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.firn.access.Caller;
import io.firn.access.Needs;
import io.firn.access.Scope;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.PositiveOrZero;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** How an app runs: health path, how long an old release stays warm, copies of each process. */
@Path("/api/v1/apps/{app}")
@RunOnVirtualThread
public class SettingsResource {
    private final Apps apps;
    private final AppSettings settings;
    private final Caller caller;

    SettingsResource(Apps apps, AppSettings settings, Caller caller) {
        this.apps = apps;
        this.settings = settings;
        this.caller = caller;
    }

    /** What is absent is Firn's default. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Settings(
            @Nullable @Pattern(regexp = "/[^\\s?#]{0,199}", message = "must be a path that begins with '/'") String healthPath,
            @Nullable @PositiveOrZero @Max(604_800) Long keepWarmSeconds) {}

    /** How the app is looked after. */
    @GET
    @Path("settings")
    @Needs(Scope.APPS_READ)
    public Settings settings(@PathParam("app") String app) {
        return view(require(app));
    }

    /** Says how the app is looked after. */
    @PUT
    @Path("settings")
    @Needs(Scope.APPS_WRITE)
    public Settings change(@PathParam("app") String app, @NotNull @Valid Settings wanted) {
        UUID id = require(app);
        Long seconds = wanted.keepWarmSeconds();
        settings.tune(id, wanted.healthPath(), seconds == null ? null : Duration.ofSeconds(seconds));
        return view(id);
    }

    /** Copies of each process, where somebody said so. */
    @GET
    @Path("scale")
    @Needs(Scope.APPS_READ)
    public Map<String, Integer> scale(@PathParam("app") String app) {
        return settings.scale(require(app));
    }

    /** Says how many copies of each process run from the next release on; those not named stay as they are. */
    @PUT
    @Path("scale")
    @Needs(Scope.APPS_WRITE)
    public Map<String, Integer> scale(
            @PathParam("app") String app,
            @NotNull Map<@Pattern(regexp = "[a-z][a-z0-9_-]{0,39}") String, @NotNull @Min(0) @Max(100) Integer> wanted) {
        return settings.scale(require(app), wanted);
    }

    private Settings view(UUID id) {
        return new Settings(
                settings.healthPath(id).orElse(null),
                settings.keepWarm(id).map(Duration::toSeconds).orElse(null));
    }

    private UUID require(String app) {
        return apps.require(caller.orgId(), app).id();
    }
}
