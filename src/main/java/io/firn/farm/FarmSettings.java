package io.firn.farm;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** How builders are used. */
@ConfigMapping(prefix = "firn.farm")
public interface FarmSettings {
    /** This installation's address as builders see it, for sources and earlier outputs; {@code firn.node-url} gives it. */
    @WithDefault("${firn.node-url:}")
    Optional<String> url();

    /**
     * A builder that could not be reached for so long has lost the build that it had. Counted from when its connection was
     * found dead, which may take 15 s.
     */
    @WithDefault("30s")
    Duration lostAfter();

    /** Pause between two tries to reach a builder. */
    @WithDefault("1s")
    Duration retryAfter();
}
