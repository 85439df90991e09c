package io.firn.stack;

import io.firn.access.Caller;
import io.firn.access.Needs;
import io.firn.access.Scope;
import io.firn.app.App;
import io.firn.app.Apps;
import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import io.firn.source.Revision;
import io.firn.source.Sources;
import io.firn.tree.Tree;
import io.firn.tree.ZippedTree;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;

/** What an app is built with, and what an upgrade would change of it. */
@Path("/api/v1/apps/{app}")
@RunOnVirtualThread
public class PlanResource {
    private final Locks locks;
    private final Distributions distributions;
    private final Sources sources;
    private final Apps apps;
    private final Caller caller;

    PlanResource(Locks locks, Distributions distributions, Sources sources, Apps apps, Caller caller) {
        this.locks = locks;
        this.distributions = distributions;
        this.sources = sources;
        this.apps = apps;
        this.caller = caller;
    }

    /** How the head of the branch that deploys is built, with what the app is locked to. */
    @GET
    @Path("/plan")
    @Needs(Scope.APPS_READ)
    public PlanView plan(@PathParam("app") String name) {
        App app = apps.require(caller.orgId(), name);
        Revision head = head(app);
        return PlanView.of(locks.decide(app, head, sources.tree(app.id(), head)), distributions.current());
    }

    /** The Nix code and buildpacks that the app is built with, as an archive: for a flake that is taken away. */
    @GET
    @Path("/buildpacks")
    @Produces("application/zip")
    @Needs(Scope.APPS_READ)
    public byte[] buildpacks(@PathParam("app") String name) {
        App app = apps.require(caller.orgId(), name);
        Revision head = head(app);
        Decision decision = locks.decide(app, head, sources.tree(app.id(), head));
        return ZippedTree.pack(decision.distribution().tree());
    }

    /** What an upgrade would change: answers, buildpacks, packages. */
    @GET
    @Path("/upgrade")
    @Needs(Scope.APPS_READ)
    public UpgradeView upgrade(@PathParam("app") String name) {
        App app = apps.require(caller.orgId(), name);
        Tree source = sources.tree(app.id(), head(app));
        Decision decision = locks.upgraded(app, source);
        Distribution held = decision.lock()
                .map(lock -> distributions.of(lock.distribution(), lock.packageSet()))
                .orElse(decision.distribution());
        return UpgradeView.of(decision, held, source);
    }

    private Revision head(App app) {
        return sources.head(app.id(), app.defaultBranch())
                .orElseThrow(() -> Fault.of(
                        FaultCode.CONFLICT,
                        "Could not plan '" + app.name() + "': nothing was pushed to it yet.",
                        "Push it first."));
    }
}
