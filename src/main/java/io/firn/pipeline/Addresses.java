package io.firn.pipeline;

import io.firn.app.App;
import jakarta.enterprise.context.ApplicationScoped;

/** Where people reach an app and its repository. */
@ApplicationScoped
public class Addresses {
    private final PipelineSettings settings;

    public Addresses(PipelineSettings settings) {
        this.settings = settings;
    }

    /** The app's own host name. */
    public String host(App app) {
        return app.name() + "." + settings.domain();
    }

    /** Where the app answers. */
    public String url(App app) {
        return "http://" + host(app) + (settings.edgePort() == 80 ? "" : ":" + settings.edgePort());
    }

    /** What is pushed to. */
    public String git(App app) {
        return settings.publicUrl() + "/git/" + app.name() + ".git";
    }
}
