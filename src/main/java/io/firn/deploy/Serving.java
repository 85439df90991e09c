package io.firn.deploy;

import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a release's own plan says of how it is reached.
 *
 * @param port where its web process listens; none is the installation's port, which the process gets as {@code PORT} either way
 * @param healthPath path that answers when it is well, beginning with a slash; none is for the installation to find
 */
public record Serving(@Nullable Integer port, @Nullable String healthPath) {
    /** A release that says nothing. */
    public static final Serving STANDARD = new Serving(null, null);

    private static final Pattern PATH = Pattern.compile("/[!-~&&[^?#]]{0,199}");

    /** A path becomes a line of a request: what is no plain path is as if none was named. */
    public Serving {
        healthPath = healthPath == null || !PATH.matcher(healthPath).matches() ? null : healthPath;
    }

    /** The port where the web process is expected. */
    public int portOr(int standard) {
        return port == null ? standard : port;
    }

    /** The path that is asked; the app's own setting, which was made outside of the repository, goes first. */
    public Optional<String> healthPath(Optional<String> setting) {
        return setting.or(() -> Optional.ofNullable(healthPath));
    }
}
