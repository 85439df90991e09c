package io.firn.deploy.swarm;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Where the Docker Engine is. */
@ConfigMapping(prefix = "firn.docker")
public interface DockerConfig {

    /** Address of an Engine that is a manager of its Swarm, as {@code DOCKER_HOST} writes it. */
    @WithDefault("unix:///var/run/docker.sock")
    String host();
}
