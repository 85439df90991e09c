package io.firn.farm;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import java.time.Duration;
import java.util.Optional;

/** How builders are used. */
@ConfigMapping(prefix = "firn")
public interface FarmSettings {
    /** This installation's address as builders see it; they fetch sources and earlier outputs there. */
    @WithName("node-url")
    Optional<String> nodeUrl();

    /** How builders are used. */
    Farm farm();

    /** How builders are used. */
    interface Farm {
        /**
         * A builder that could not be reached for so long has lost the build that it had. Counted from when its connection
         * was found dead, which may take 15 s.
         */
        @WithDefault("30s")
        Duration lostAfter();

        /** Pause between two tries to reach a builder. */
        @WithDefault("1s")
        Duration retryAfter();

        /** Whether builders take earlier outputs and toolchains from Firn's own cache. */
        @WithDefault("true")
        boolean substitute();
    }
}
