package io.firn.farm;

import io.firn.schedule.Goal;
import io.quarkus.runtime.configuration.MemorySize;
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

    /** `shares`: each org gets its part of the farm. `soonest-end`: the longest build first, so that all is done soonest. */
    @WithDefault("shares")
    Goal goal();

    /** A build that has waited longer gets a turn whatever its org has used. */
    @WithDefault("10m")
    Duration patience();

    /** After so long half of what an org has used of the farm is forgotten. */
    @WithDefault("4h")
    Duration shareHalfLife();

    /** Memory that a build of an app without history is given on its builder. */
    @WithDefault("1G")
    MemorySize unknownMemory();

    /** A builder whose store has less free gets no build. */
    @WithDefault("2G")
    MemorySize freeDisk();

    /** Pause between two looks at the queue. */
    @WithDefault("100ms")
    Duration lookEvery();

    /** For so long what the last look saw is told to those who ask why they wait. */
    @WithDefault("2s")
    Duration freshFor();

    /** A slot that was given to a build, and that nobody takes up for so long, is given to another. */
    @WithDefault("30s")
    Duration takenUpWithin();
}
