package io.firn.route;

import java.nio.file.Path;
import java.time.Duration;

/**
 * What the proxy's configuration is made with, apart from the routes.
 *
 * @param server name of our server in the proxy's configuration
 * @param port HTTP port
 * @param switches folder of the {@link Switches}
 * @param streamCloseDelay how long streams outlive a change of configuration
 * @param tryDuration how long other instances are tried
 * @param idleUpstream how long idle connections to instances are kept
 */
record Edge(
        String server,
        int port,
        Path switches,
        Duration streamCloseDelay,
        Duration tryDuration,
        Duration idleUpstream) {}
