package io.firn.pipeline;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** How runs are found and taken. */
@ConfigMapping(prefix = "firn.pipeline")
public interface PipelineSettings {
    /** How often the rows are looked at for work; hints come sooner. */
    @WithDefault("1s")
    Duration poll();

    /** For tests only: a file that names where the process ends once, {@code before:<step>} or {@code after:<step>}. */
    Optional<Path> crashFile();

    /** The domain below which each app has its name. */
    @WithDefault("${firn.domain:localhost}")
    String domain();

    /** The proxy's port. */
    @WithDefault("${firn.edge-port:80}")
    int edgePort();

    /** Where people reach this service. */
    @WithDefault("${firn.public-url:http://localhost:7480}")
    String publicUrl();

    /** This service's registry, as the Engine reaches it. */
    @WithDefault("${firn.registry-host:127.0.0.1:7480}")
    String registryHost();

    /** How many apps are worked on at the same time. */
    @WithDefault("20")
    int parallel();
}
