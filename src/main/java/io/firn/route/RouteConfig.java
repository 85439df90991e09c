package io.firn.route;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings of the proxy's side of things. */
@ConfigMapping(prefix = "firn.route")
public interface RouteConfig {

    /** How long requests that began on the old release may go on before it may be stopped. */
    @WithDefault("60s")
    Duration drainLimit();

    /** How long the proxy keeps streams (web sockets) that began under an earlier configuration. */
    @WithDefault("24h")
    Duration streamCloseDelay();

    /** How long the proxy goes on trying other instances when one refuses its connection. */
    @WithDefault("3s")
    Duration tryDuration();

    /**
     * How long the proxy keeps an idle connection to an instance. Shorter than the shortest keep-alive of common servers (2 to
     * 5 s), or a request may be sent just as the instance closes it.
     */
    @WithDefault("1500ms")
    Duration idleUpstream();

    /** How often the proxy is compared with the database. */
    @WithDefault("10s")
    Duration reconcileEvery();
}
