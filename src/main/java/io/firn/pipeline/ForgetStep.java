package io.firn.pipeline;

import io.firn.app.Apps;
import io.firn.source.Repositories;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** Of a destroy: removes the repository and then the app itself, with all rows that name it, this run's too. */
@ApplicationScoped
class ForgetStep implements Step {
    private final Repositories repositories;
    private final Apps apps;

    ForgetStep(Repositories repositories, Apps apps) {
        this.repositories = repositories;
        this.apps = apps;
    }

    @Override
    public String name() {
        return "forget";
    }

    @Override
    public boolean pointOfNoReturn() {
        return true;
    }

    @Override
    public Optional<String> done(RunContext run) {
        return Optional.empty();
    }

    @Override
    public void run(RunContext run) {
        repositories.remove(run.app().id());
        run.leaseOnly().check();
        apps.forget(run.app().id());
    }
}
