package io.firn.cache;

import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/**
 * A name that keeps a path, with all that it refers to, from being collected.
 *
 * @param name unique in the installation: {@code release/<app id>/<number>}
 * @param orgId whose it is; empty for the installation's own
 * @param appId the app that it is about, where it is about one
 * @param keep how long it keeps from now on; empty for as long as it is there
 */
public record Root(String name, Optional<UUID> orgId, Optional<UUID> appId, Optional<Duration> keep) {
    private static final int LONGEST = 300;

    public Root {
        if (name.isBlank() || name.length() > LONGEST) {
            throw new IllegalArgumentException("a root's name has 1 to " + LONGEST + " characters");
        }
    }

    /** A root of an app's, kept until it is given up. */
    public static Root of(String name, UUID orgId, UUID appId) {
        return new Root(name, Optional.of(orgId), Optional.of(appId), Optional.empty());
    }

    /** A root of the installation's own. */
    public static Root ofInstallation(String name) {
        return new Root(name, Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** The same, for so long from now on; pinning it again begins that time anew. */
    public Root keptFor(Duration time) {
        return new Root(name, orgId, appId, Optional.of(time));
    }
}
