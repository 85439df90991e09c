package io.firn.work;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;

/** How long work is held, and by whom. */
@ConfigMapping(prefix = "firn.work")
public interface WorkSettings {
    /** Folder with the id of this instance and the lock on it. One instance a folder. */
    Path dir();

    /** How long a lease holds without being renewed; after this another instance may take the work over. */
    @WithDefault("6s")
    Duration lease();

    /** How often held leases are renewed. */
    @WithDefault("2s")
    Duration renew();
}
