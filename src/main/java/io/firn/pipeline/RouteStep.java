package io.firn.pipeline;

import io.firn.deploy.Release;
import io.firn.route.CutOver;
import io.firn.stack.Locks;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/**
 * Gives the traffic to the release, and locks the app to what it was made with. From here on the run is finished rather than
 * given up.
 */
@ApplicationScoped
class RouteStep implements Step {
    private final CutOver cutOver;
    private final ReleaseOfRun releases;
    private final Addresses addresses;
    private final Blueprint blueprint;
    private final Resolving resolving;
    private final Locks locks;

    RouteStep(
            CutOver cutOver,
            ReleaseOfRun releases,
            Addresses addresses,
            Blueprint blueprint,
            Locks locks,
            Resolving resolving) {
        this.resolving = resolving;
        this.cutOver = cutOver;
        this.releases = releases;
        this.addresses = addresses;
        this.blueprint = blueprint;
        this.locks = locks;
    }

    @Override
    public String name() {
        return "route";
    }

    @Override
    public boolean pointOfNoReturn() {
        return true;
    }

    /** The database may say that it is live while the proxy has not heard of it: giving it again costs little. */
    @Override
    public Optional<String> done(RunContext run) {
        return Optional.empty();
    }

    @Override
    public void run(RunContext run) {
        Release release = releases.of(run);
        cutOver.giveTraffic(release, run.lease());
        if (run.row().kind() == RunKind.DEPLOY) {
            locks.keep(run.app(), blueprint.decision(run), run.revision(), run.lease());
            resolving.keep(run);
        }
        run.say(addresses.url(run.app()) + " is " + release.version());
    }
}
