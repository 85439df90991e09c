package io.firn.pipeline;

import io.firn.app.App;
import io.firn.app.AppSettings;
import io.firn.source.Revision;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * All that decides what a release is, as one digest: the commit's tree (not the commit: its message and date decide nothing),
 * Firn's own Nix code, the package set, the app's name, configuration, scale and health path. Lock files are part of the tree.
 */
@ApplicationScoped
class Inputs {
    private static final String FORM = "1";

    private final AppSettings settings;
    private final Distribution distribution;

    Inputs(AppSettings settings, Distribution distribution) {
        this.settings = settings;
        this.distribution = distribution;
    }

    /** The digest as of now. */
    String digest(App app, Revision revision, long configRevision) {
        Map<String, Integer> scale = new TreeMap<>(settings.scale(app.id()));
        return digest(List.of(
                FORM,
                revision.tree(),
                distribution.digest(),
                distribution.packageSet(),
                app.name().value(),
                Long.toString(configRevision),
                scale.toString(),
                settings.healthPath(app.id()).orElse("")));
    }

    private static String digest(List<String> parts) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            for (String part : parts) {
                byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
                sha.update((bytes.length + ":").getBytes(StandardCharsets.US_ASCII));
                sha.update(bytes);
            }
            return HexFormat.of().formatHex(sha.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
