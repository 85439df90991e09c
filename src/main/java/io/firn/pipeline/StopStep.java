package io.firn.pipeline;

import io.firn.cache.Cache;
import io.firn.deploy.Release;
import io.firn.deploy.Releases;
import io.firn.route.CutOver;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** Of a destroy: stops all that runs of the app and takes it out of the proxy. */
@ApplicationScoped
class StopStep implements Step {
    private final Releases releases;
    private final Cache cache;
    private final CutOver cutOver;

    StopStep(Releases releases, Cache cache, CutOver cutOver) {
        this.releases = releases;
        this.cache = cache;
        this.cutOver = cutOver;
    }

    @Override
    public String name() {
        return "stop";
    }

    @Override
    public boolean pointOfNoReturn() {
        return true;
    }

    @Override
    public Optional<String> done(RunContext run) {
        return Optional.empty();
    }

    /** The names that keep closures go first: once the releases are forgotten nobody would know them any more. */
    @Override
    public void run(RunContext run) {
        for (Release release : releases.list(run.app().id(), Integer.MAX_VALUE, Integer.MAX_VALUE)) {
            cache.unpin(ReleaseOfRun.pin(release));
        }
        cutOver.destroy(run.app().id(), run.lease());
        run.say("nothing of the app runs any more");
    }
}
