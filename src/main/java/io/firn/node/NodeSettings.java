package io.firn.node;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** How nodes are reached and watched. */
@ConfigMapping(prefix = "firn.node")
public interface NodeSettings {
    /** Private key in OpenSSH format that nodes accept; {@code firn.ssh.key-file} names it for the whole installation. */
    @WithDefault("${firn.ssh.key-file:${firn.data-dir}/ssh/id_ed25519}")
    Path keyFile();

    /** This installation's address as nodes see it: {@code http://10.0.0.1:7480}; {@code firn.node-url} gives it. */
    @WithDefault("${firn.node-url:}")
    Optional<String> url();

    /** How long a node may take to answer a heartbeat. */
    @WithDefault("8s")
    Duration answerWithin();

    /** A node that has not answered for so long gets no new work. */
    @WithDefault("30s")
    Duration suspectAfter();

    /** A node that has not answered for so long has lost its builds. */
    @WithDefault("45s")
    Duration lostAfter();

    /** Time between two heartbeats. */
    @WithDefault("10s")
    Duration heartbeatEvery();

    /** After three calls in a row that did not reach a node, none goes there for so long; each further one doubles it. */
    @WithDefault("1s")
    Duration breakerFirstWait();

    /** The longest of these waits. */
    @WithDefault("10s")
    Duration breakerLongestWait();

    /** How long a join token is good for, where nothing is said. */
    @WithDefault("1h")
    Duration joinTokenLife();

    /** When an operator is alerted. */
    Alerts alerts();

    /** The door for machines that Firn cannot reach and that open a tunnel. */
    Tunnel tunnel();

    /** Shares of what a node has, 0 to 1. */
    interface Alerts {
        /** Busy processors above this raise an alert. */
        @WithDefault("0.90")
        double cpu();

        /** Memory in use above this raises an alert. */
        @WithDefault("0.95")
        double memory();

        /** A file system in use above this raises an alert. */
        @WithDefault("0.90")
        double disk();

        /** Slots, or the memory that builds may have, in use from this on raise an alert. */
        @WithDefault("0.90")
        double capacity();
    }

    /** An SSH server of Firn's own, which does nothing but hold the near ends of tunnels. */
    interface Tunnel {
        /** Port that it listens on; without one there are no tunnels. */
        Optional<Integer> port();

        /** Address under which nodes reach it; the one by which a node reached Firn when it joined where nothing is said. */
        Optional<String> address();

        /** Near ends of tunnels take loopback ports from here on. */
        @WithDefault("17600")
        int firstPort();

        /** Folder with its host key. */
        @WithDefault("${firn.data-dir}/tunnel")
        Path dir();
    }
}
