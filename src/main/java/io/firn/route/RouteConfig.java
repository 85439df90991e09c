package io.firn.route;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;

/** Settings of the proxy's side of things. */
@ConfigMapping(prefix = "firn.route")
public interface RouteConfig {

    /** Id of this installation; the proxy may serve several. */
    String installation();

    /** Domain below which each app gets a name. */
    String domain();

    /** Port on which the proxy answers HTTP. */
    int edgePort();

    /** Address of Caddy's admin API. */
    String caddyAdmin();

    /** Folder of the files that tell the proxy which instances answer. The proxy reads it, so both are on one machine. */
    Path switches();

    /** How long requests that began on the old release may go on after its warm time before it is stopped. */
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

    /** How often the proxy is compared with the database, and what is no longer needed is stopped. */
    @WithDefault("5s")
    Duration reconcileEvery();

    /** How long a release may be on its way up before it counts as left behind. */
    @WithDefault("30m")
    Duration abandonedAfter();
}
