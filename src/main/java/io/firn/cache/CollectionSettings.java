package io.firn.cache;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.OptionalLong;

/** What the cache keeps, and how it is collected. */
@ConfigMapping(prefix = "firn.collection")
public interface CollectionSettings {
    /** How often the cache is collected; {@code off} leaves it to the operator. */
    @WithDefault("1h")
    String every();

    /** How long a path without a root is kept after it was last used. */
    @WithDefault("${firn.cache.keep-unrooted:24h}")
    Duration keepUnrooted();

    /** How long an upload may stay unfinished. */
    @WithDefault("24h")
    Duration keepUploads();

    /** How long bytes that came from an upstream cache are kept after they were last asked for. */
    @WithDefault("7d")
    Duration keepRemote();

    /** How long the output of each build is kept, also where no release came of it. */
    @WithDefault("7d")
    Duration keepBuilds();

    /** How long toolchains and dependencies are kept after the last build that used them. */
    @WithDefault("30d")
    Duration keepPackages();

    /** Paths that are deleted in one transaction; commits wait for one such at most. */
    @WithDefault("500")
    int batch();

    /** Paths that are looked at in one query. */
    @WithDefault("2000")
    int window();

    /** Bytes that an org may keep in the cache where nothing else is said for it; without it there is no limit. */
    OptionalLong quota();
}
