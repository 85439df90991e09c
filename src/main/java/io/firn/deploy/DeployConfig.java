package io.firn.deploy;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings of releases and their health. */
@ConfigMapping(prefix = "firn.deploy")
public interface DeployConfig {

    /** Id of this installation, the first label of all that it starts. */
    String installation();

    /** Domain below which each app gets a name. */
    String domain();

    /** This control plane's registry as nodes reach it, host and port. */
    @WithDefault("${firn.registry-host:127.0.0.1:7480}")
    String registryHost();

    /** Port that web processes listen on inside their instances, their {@code PORT}. */
    @WithDefault("8080")
    int port();

    /** Bytes of memory of each instance. */
    @WithDefault("536870912")
    long memoryBytes();

    /** Processor time of each instance in thousandths of a processor. */
    @WithDefault("1000")
    long milliCpus();

    /** Time between the stop signal and the kill. */
    @WithDefault("10s")
    Duration stopGrace();

    /** How long the release before stays running without traffic, so that going back to it is only a switch. */
    @WithDefault("10m")
    Duration keepWarm();

    /** How often the target is asked what runs. */
    @WithDefault("2s")
    Duration watchEvery();

    /** How health is judged where an app says nothing else. */
    Health health();

    /** Health of instances. */
    interface Health {
        /** Time between checks of what runs. */
        @WithDefault("30s")
        Duration interval();

        /** Failures in a row after which an instance gets no more traffic. */
        @WithDefault("3")
        int tries();

        /** Time between checks of what starts, and of what is not healthy. */
        @WithDefault("1s")
        Duration startInterval();

        /** How long a start may take from when the process runs. */
        @WithDefault("60s")
        Duration startGrace();

        /** How long one check may take. */
        @WithDefault("5s")
        Duration timeout();

        /** How long a process without a port has to stay up to count as started. */
        @WithDefault("3s")
        Duration settle();
    }
}
