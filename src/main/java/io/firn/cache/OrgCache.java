package io.firn.cache;

import io.firn.access.Identity;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * A cache of an org, below {@code /cache/<name>}.
 *
 * @param id id
 * @param orgId the org that may read and write it
 * @param name its name, unique in the installation
 * @param publicRead whether anybody may read it without a token
 * @param priority what clients are told; a lower one is asked first
 * @param massQuery whether clients may ask it for many paths at once
 * @param retention how long paths without a root are kept; empty: for ever
 */
record OrgCache(
        UUID id,
        UUID orgId,
        String name,
        boolean publicRead,
        int priority,
        boolean massQuery,
        Optional<Duration> retention) {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,38}[a-z0-9]");

    /** Whether a caller, with a valid token or without one, may read from it; to others it is not there. */
    boolean readableBy(Optional<Identity> caller) {
        return publicRead || caller.map(Identity::orgId).filter(orgId::equals).isPresent();
    }

    /** Whether a cache may be called so. */
    static boolean mayBeCalled(String name) {
        return NAME.matcher(name).matches() && !CacheRead.RESERVED.contains(name);
    }
}
