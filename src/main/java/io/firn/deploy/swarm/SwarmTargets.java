package io.firn.deploy.swarm;

import io.firn.deploy.DeployConfig;
import io.firn.deploy.PullTokens;
import io.firn.deploy.Target;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Makes the Swarm target the one that releases run on. */
@Dependent
class SwarmTargets {

    @Produces
    @Singleton
    Target target(DeployConfig deploy, DockerConfig docker, SwarmConfig swarm, PullTokens tokens) {
        return new SwarmTarget(deploy.installation(), docker.host(), swarm, tokens);
    }

    void close(@Disposes Target target) {
        if (target instanceof SwarmTarget swarm) {
            try {
                swarm.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
