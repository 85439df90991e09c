package io.firn.pipeline;

import io.firn.app.AppSettings;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** Whether a deploy would make what serves already. */
@ApplicationScoped
class Unchanged {
    private final Runs runs;
    private final AppSettings settings;
    private final Inputs inputs;

    Unchanged(Runs runs, AppSettings settings, Inputs inputs) {
        this.runs = runs;
        this.settings = settings;
        this.inputs = inputs;
    }

    /** The digest of what the run would deploy. */
    String digest(RunContext run) {
        return inputs.digest(
                run.app(),
                run.revision(),
                run.row().recipe().orElse(""),
                settings.config(run.app().id()).revision());
    }

    /** The number of the live release, where it was made of the same. */
    Optional<Integer> since(RunContext run, String digest) {
        return runs.live(run.app().id())
                .filter(live -> live.inputDigest().equals(Optional.of(digest)))
                .flatMap(live -> live.releaseNumber().stream().boxed().findFirst());
    }
}
