package io.firn.farm;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.OptionalLong;

/** How the stores of builders are kept in order. */
@ConfigMapping(prefix = "firn.store")
public interface StoreSettings {
    /** Share of a builder's disk in percent from which on it gets no new work until its store was collected. */
    @WithDefault("85")
    int highPercent();

    /** What such a collection aims at, in percent of the disk. */
    @WithDefault("70")
    int targetPercent();

    /** Pause before a builder that stayed too full is collected again. */
    @WithDefault("10m")
    Duration retryAfter();

    /** How long what nothing keeps stays in a builder's store: what it has need not be fetched or built again. */
    @WithDefault("14d")
    Duration keep();

    /** Bytes of NARs that a builder's store is collected down to; without it only age and the disk's mark count. */
    OptionalLong maxBytes();

    /** How often each builder's store is collected by age and size; {@code off} leaves it to the operator. */
    @WithDefault("24h")
    String every();

    /** Outputs of each app that a builder keeps from collection, the newest ones: the next build of the app starts from them. */
    @WithDefault("3")
    int keepOutputs();

    /** How long such an output is kept at the most. */
    @WithDefault("30d")
    Duration keepOutputsFor();

    /** Time for one collection or optimisation. */
    @WithDefault("1h")
    Duration timeout();
}
