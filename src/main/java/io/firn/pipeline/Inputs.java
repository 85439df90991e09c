package io.firn.pipeline;

import io.firn.app.App;
import io.firn.app.AppSettings;
import io.firn.app.BuildSecrets;
import io.firn.source.Revision;
import io.firn.stack.Fingerprint;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * All that decides what a release is, as one digest: the commit's tree (not the commit: its message and date decide nothing),
 * the recipe (plan, Nix code and buildpacks, package set), the app's name, configuration, scale, health path and build secrets. Lock files are
 * part of the tree.
 */
@ApplicationScoped
class Inputs {
    private static final String FORM = "2";

    private final AppSettings settings;
    private final BuildSecrets secrets;

    Inputs(AppSettings settings, BuildSecrets secrets) {
        this.secrets = secrets;
        this.settings = settings;
    }

    /** The digest as of now. */
    String digest(App app, Revision revision, String recipe, long configRevision) {
        Map<String, Integer> scale = new TreeMap<>(settings.scale(app.id()));
        String known = secrets.versions(app.id());
        return Fingerprint.of(List.of(
                known.isEmpty() ? FORM : FORM + " " + known,
                revision.tree(),
                recipe,
                app.name().value(),
                Long.toString(configRevision),
                scale.toString(),
                settings.healthPath(app.id()).orElse("")));
    }
}
