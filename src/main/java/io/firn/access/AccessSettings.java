package io.firn.access;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;

/** Keys, tokens and what is open to all. */
@ConfigMapping(prefix = "firn.access")
public interface AccessSettings {
    /** File of the master key, which wraps all stored secrets. Made at the first start; keep a copy apart from the database's. */
    Path masterKeyFile();

    /** Where the first admin token is written, once, readable by its owner alone. */
    Path bootstrapTokenFile();

    /** Opens {@code /q/metrics} to callers without a token. */
    @WithDefault("false")
    boolean publicMetrics();

    /** Wrong tokens that one address may send within the window before it has to wait. */
    @WithDefault("30")
    int wrongTokens();

    /** The window of {@code wrong-tokens}. */
    @WithDefault("1m")
    Duration wrongTokensWindow();
}
