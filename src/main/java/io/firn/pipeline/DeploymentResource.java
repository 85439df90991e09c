package io.firn.pipeline;

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
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Deployments of an app: begin one, watch it, give it up, go back, and remove the app. */
@Path("/api/v1/apps/{app}")
@RunOnVirtualThread
public class DeploymentResource {
    private final Deployments deployments;
    private final Apps apps;
    private final Caller caller;

    /**
     * What is to be deployed; without a name the head of the branch that deploys.
     *
     * @param ref a branch, a tag or a commit that was pushed
     * @param commit the same, for those who think in commits
     */
    public record NewDeployment(@Nullable String ref, @Nullable String commit) {}

    /**
     * Where to go back to.
     *
     * @param release {@code v7} or {@code 7}; the release before the live one where absent
     * @param withConfig whether that release's configuration comes back too
     */
    public record NewRollback(@Nullable String release, boolean withConfig) {}

    public DeploymentResource(Deployments deployments, Apps apps, Caller caller) {
        this.deployments = deployments;
        this.apps = apps;
        this.caller = caller;
    }

    /** Deploys a commit that is here already. */
    @POST
    @Path("/deployments")
    @Needs(Scope.DEPLOY)
    public Response deploy(
            @PathParam("app") String name,
            @HeaderParam("Idempotency-Key") @Nullable String key,
            @Nullable NewDeployment wanted) {
        String ref = wanted == null ? null : wanted.commit() != null ? wanted.commit() : wanted.ref();
        return accepted(app(name), deployments.deploy(app(name), ref, caller.tokenId(), checked(key)));
    }

    /** Moves the app to the toolchains, buildpacks and packages that are offered now, by a deploy. */
    @POST
    @Path("/upgrade")
    @Needs(Scope.DEPLOY)
    public Response upgrade(@PathParam("app") String name, @HeaderParam("Idempotency-Key") @Nullable String key) {
        return accepted(app(name), deployments.upgrade(app(name), caller.tokenId(), checked(key)));
    }

    /** Deployments of the app, newest first. */
    @GET
    @Path("/deployments")
    @Needs({Scope.APPS_READ, Scope.DEPLOY})
    public Page<DeploymentView> list(
            @PathParam("app") String name, @QueryParam("push") @Nullable UUID push, @BeanParam PageRequest page) {
        return push != null
                ? new Page<>(deployments.ofPush(app(name), push).stream().toList(), null)
                : deployments.list(app(name), page);
    }

    /** One deployment; with {@code wait} the answer comes when it has ended, or after that many seconds. */
    @GET
    @Path("/deployments/{id}")
    @Needs({Scope.APPS_READ, Scope.DEPLOY})
    public DeploymentView get(
            @PathParam("app") String name, @PathParam("id") UUID id, @QueryParam("wait") @Nullable Integer wait) {
        return deployments.get(app(name), id, wait == null ? 0 : Math.clamp(wait, 0, 60));
    }

    /** Gives a deployment up, where traffic has not begun to move. */
    @DELETE
    @Path("/deployments/{id}")
    @Needs(Scope.DEPLOY)
    public Response cancel(@PathParam("app") String name, @PathParam("id") UUID id) {
        return accepted(app(name), deployments.cancel(app(name), id));
    }

    /** Brings an earlier release's code back as a new release. */
    @POST
    @Path("/rollback")
    @Needs(Scope.DEPLOY)
    public Response rollback(
            @PathParam("app") String name,
            @HeaderParam("Idempotency-Key") @Nullable String key,
            @Nullable NewRollback wanted) {
        NewRollback order = wanted == null ? new NewRollback(null, false) : wanted;
        return accepted(
                app(name),
                deployments.rollback(
                        app(name),
                        release(order.release()),
                        order.withConfig() ? RunOrder.Config.OF_THE_RELEASE : RunOrder.Config.OF_TODAY,
                        caller.tokenId(),
                        checked(key)));
    }

    /** Removes the app with all that it has. */
    @DELETE
    @Needs(Scope.APPS_WRITE)
    public Response destroy(@PathParam("app") String name) {
        return accepted(app(name), deployments.destroy(app(name), caller.tokenId()));
    }

    private App app(String name) {
        return apps.require(caller.orgId(), name);
    }

    private static Response accepted(App app, DeploymentView view) {
        return Response.accepted(view)
                .location(URI.create("/api/v1/apps/" + app.name() + "/deployments/" + view.id()))
                .build();
    }

    private static @Nullable Integer release(@Nullable String text) {
        if (text == null || text.isBlank()) {
            return null;
        }
        try {
            int number = Integer.parseInt(text.startsWith("v") ? text.substring(1) : text);
            if (number > 0) {
                return number;
            }
        } catch (NumberFormatException notANumber) {
            // answered below
        }
        throw Fault.invalid(
                "Could not roll back: '" + text + "' is not a release.",
                List.of(new FieldFault("release", "must be a release's number, like v7")));
    }

    private static @Nullable String checked(@Nullable String key) {
        if (key != null && (key.isBlank() || key.length() > 200)) {
            throw Fault.invalid(
                    "Could not use the Idempotency-Key.",
                    List.of(new FieldFault("Idempotency-Key", "must have 1 to 200 characters")));
        }
        return key;
    }
}
