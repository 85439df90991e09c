package io.firn.node;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** How nodes are reached and watched. */
@ConfigMapping(prefix = "firn")
public interface NodeSettings {
    /** How nodes are reached. */
    Ssh ssh();

    /** How nodes are watched. */
    Watch node();

    /** This installation's address as nodes see it, for what they fetch from it: {@code http://10.0.0.1:7480}. */
    @WithName("node-url")
    Optional<String> nodeUrl();

    /** How nodes are reached. */
    interface Ssh {
        /** Private key in OpenSSH format that nodes accept. */
        @WithDefault("${firn.data-dir}/ssh/id_ed25519")
        Path keyFile();
    }

    /** How nodes are watched. */
    interface Watch {
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
}
