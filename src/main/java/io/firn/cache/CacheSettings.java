package io.firn.cache;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;

/** Settings of the binary cache. */
@ConfigMapping(prefix = "firn.cache")
public interface CacheSettings {
    /** Folder of the packed NARs. */
    @WithDefault("${firn.data-dir}/cache")
    Path folder();

    /** Whether anybody may read from the cache without a token. */
    @WithDefault("false")
    boolean publicRead();

    /** Name of the key that signs what the farm built. */
    @WithDefault("firn-${firn.instance:local}-1")
    String keyName();

    /** How hard NARs are packed: 1 (fast) to 19 (small). */
    @WithDefault("1")
    int zstdLevel();

    /** Priority that clients are told; a lower one is asked first. */
    @WithDefault("30")
    int priority();

    /** Bytes of the largest NAR that may be uploaded. */
    @WithDefault("8589934592")
    long maxUpload();

    /** Whether the logs of what the farm built can be read from the cache, with {@code nix log}. */
    @WithDefault("true")
    boolean logs();

    /** How long one upload may take in all. */
    @WithDefault("1h")
    Duration uploadTimeout();

    /** How long a path without a root is kept. */
    @WithDefault("24h")
    Duration keepUnrooted();
}
