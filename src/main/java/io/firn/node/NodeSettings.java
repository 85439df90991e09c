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
}
