package io.firn.deploy.swarm;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Settings of the Swarm target. */
@ConfigMapping(prefix = "firn.swarm")
public interface SwarmConfig {

    /**
     * Own address of this machine, through which the ports of instances on it are reached. Never a loopback address: there the
     * Engine's proxy accepts connections even when nothing listens. Without it the address that the Swarm advertises is used.
     */
    Optional<String> nodeAddress();

    /** Placement constraints that every service gets, for instance {@code node.labels.firn==yes} in a Swarm shared with others. */
    Optional<List<String>> constraints();

    /** Whether instances may write to their root file system; {@code /tmp} is always writable. */
    @WithDefault("read-only")
    RootFileSystem rootFileSystem();

    /** Bytes that an instance may put into {@code /tmp}. They count as its memory. */
    @WithDefault("67108864")
    long tmpBytes();

    /** How long a call to the Engine may take before it counts as unreachable. */
    @WithDefault("20s")
    Duration timeout();

    /** What instances may do with their root file system. */
    enum RootFileSystem {
        /** Nothing can be changed. */
        READ_ONLY,
        /** Changes live as long as the instance. */
        WRITABLE
    }
}
