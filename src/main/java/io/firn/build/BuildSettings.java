package io.firn.build;

import io.firn.farm.BuildLimits;
import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Limits of builds. */
@ConfigMapping(prefix = "firn.build")
public interface BuildSettings {
    /** A build that takes longer is stopped. */
    @WithDefault("15m")
    Duration timeLimit();

    /** A build of which one step prints nothing for so long is stopped. */
    @WithDefault("5m")
    Duration silentLimit();

    /** A build that prints more is stopped. */
    @WithDefault("16M")
    MemorySize logLimit();

    /** All processes of a build together get no more memory. */
    @WithDefault("4G")
    MemorySize memoryLimit();

    /** Builders that may be lost under a build before it fails. */
    @WithDefault("3")
    int attempts();

    /** A build that finds no builder that answers fails after so long. One that waits for a busy builder waits on. */
    @WithDefault("5m")
    Duration waitForBuilder();

    /** How often a waiting build looks for a builder. */
    @WithDefault("500ms")
    Duration lookEvery();

    /** The limits as the farm knows them. */
    default BuildLimits limits() {
        return new BuildLimits(
                timeLimit(),
                silentLimit(),
                logLimit().asLongValue(),
                memoryLimit().asLongValue());
    }
}
