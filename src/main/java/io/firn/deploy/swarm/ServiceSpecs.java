package io.firn.deploy.swarm;

import com.github.dockerjava.api.model.ContainerSpec;
import com.github.dockerjava.api.model.Driver;
import com.github.dockerjava.api.model.EndpointResolutionMode;
import com.github.dockerjava.api.model.EndpointSpec;
import com.github.dockerjava.api.model.Mount;
import com.github.dockerjava.api.model.MountType;
import com.github.dockerjava.api.model.PortConfig;
import com.github.dockerjava.api.model.PortConfigProtocol;
import com.github.dockerjava.api.model.ResourceRequirements;
import com.github.dockerjava.api.model.ResourceSpecs;
import com.github.dockerjava.api.model.ServiceModeConfig;
import com.github.dockerjava.api.model.ServicePlacement;
import com.github.dockerjava.api.model.ServiceReplicatedModeOptions;
import com.github.dockerjava.api.model.ServiceRestartCondition;
import com.github.dockerjava.api.model.ServiceRestartPolicy;
import com.github.dockerjava.api.model.ServiceSpec;
import com.github.dockerjava.api.model.TaskSpec;
import com.github.dockerjava.api.model.TmpfsOptions;
import io.firn.deploy.Labels;
import io.firn.deploy.ReleaseSpec;
import io.firn.deploy.swarm.SwarmConfig.RootFileSystem;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/** Descriptions of Swarm services for releases, as values. One service for each process type of a release. */
final class ServiceSpecs {
    /** Longest name that Swarm takes. */
    private static final int LONGEST_NAME = 63;

    private static final int TMP_MODE = 01777;
    /** Stands for the slot until the user's braces are escaped; no environment can hold it. */
    private static final String SLOT_MARK = "\0slot";

    private ServiceSpecs() {}

    /** {@code firn-<installation>-<app>-v<N>}, with the process type behind it for all but web; long names are cut and hashed. */
    static String name(ReleaseSpec spec, String process) {
        String tail = "-" + spec.version() + (process.equals(ReleaseSpec.WEB) ? "" : "-" + process);
        String name = "firn-" + spec.installation() + "-" + spec.appName() + tail;
        if (name.length() <= LONGEST_NAME) {
            return name;
        }
        String hash = "-" + sha256(spec.appName() + tail).substring(0, 10);
        String number = "-" + spec.version();
        return name.substring(0, LONGEST_NAME - hash.length() - number.length()) + hash + number;
    }

    /** The service for one process type. */
    static ServiceSpec service(ReleaseSpec spec, String process, SwarmConfig config) {
        String name = name(spec, process);
        SortedMap<String, String> labels = spec.labels(process);
        var container = container(spec, process, config).withLabels(labels);
        var task = new TaskSpec()
                .withContainerSpec(container)
                .withResources(new ResourceRequirements().withLimits(limits(spec)))
                .withPlacement(new ServicePlacement()
                        .withConstraints(config.constraints().orElse(List.of())))
                .withLogDriver(
                        new Driver().withName("json-file").withOptions(Map.of("max-size", "10m", "max-file", "3")))
                .withRestartPolicy(restarts());
        var service = new ServiceSpec().withName(name).withTaskTemplate(task).withMode(replicas(spec.scaleOf(process)));
        if (process.equals(ReleaseSpec.WEB)) {
            labels.putAll(traefik(spec, name));
            // dnsrr: a virtual IP needs a kernel module that small machines lack, and the proxy wants to see each
            // instance.
            service.withEndpointSpec(new EndpointSpec()
                    .withMode(EndpointResolutionMode.DNSRR)
                    .withPorts(List.of(new PortConfig()
                            .withProtocol(PortConfigProtocol.TCP)
                            .withTargetPort(spec.port())
                            .withPublishMode(PortConfig.PublishMode.host))));
        }
        labels.put(Labels.SPEC, digest(container, spec));
        return service.withLabels(labels);
    }

    private static ContainerSpec container(ReleaseSpec spec, String process, SwarmConfig config) {
        var env = spec.environment(process, SLOT_MARK).entrySet().stream()
                .map(e -> e.getKey() + "=" + literal(e.getValue()))
                .toList();
        return new ContainerSpec()
                .withImage(spec.image())
                .withCommand(List.of(spec.root() + "/bin/" + process))
                .withEnv(env)
                .withUser("10001")
                .withReadOnly(config.rootFileSystem() == RootFileSystem.READ_ONLY)
                .withMounts(List.of(new Mount()
                        .withType(MountType.TMPFS)
                        .withTarget("/tmp")
                        .withTmpfsOptions(new TmpfsOptions()
                                .withSizeBytes(config.tmpBytes())
                                .withMode(TMP_MODE))))
                .withStopSignal("SIGTERM")
                .withStopGracePeriod(spec.stopGrace().toNanos());
    }

    /** Swarm reads the environment as Go templates; a user's braces have to come out as they went in. */
    private static String literal(String value) {
        return value.replace("{{", "{{\"{{\"}}").replace(SLOT_MARK, "{{.Task.Slot}}");
    }

    private static ResourceSpecs limits(ReleaseSpec spec) {
        return new ResourceSpecs()
                .withMemoryBytes(spec.limits().memoryBytes())
                .withNanoCPUs(spec.limits().nanoCpus());
    }

    private static ServiceRestartPolicy restarts() {
        return new ServiceRestartPolicy()
                .withCondition(ServiceRestartCondition.ANY)
                .withDelay(Duration.ofSeconds(1).toNanos())
                .withMaxAttempts(3L)
                .withWindow(Duration.ofMinutes(5).toNanos());
    }

    private static ServiceModeConfig replicas(int count) {
        return new ServiceModeConfig().withReplicated(new ServiceReplicatedModeOptions().withReplicas(count));
    }

    /** For those who put Traefik in front: the newest release has the highest priority. */
    private static Map<String, String> traefik(ReleaseSpec spec, String name) {
        String rule = String.join(
                " || ", spec.hosts().stream().map(h -> "Host(`" + h + "`)").toList());
        return Map.of(
                "traefik.enable",
                Boolean.toString(!spec.hosts().isEmpty()),
                "traefik.http.routers." + name + ".rule",
                rule,
                "traefik.http.routers." + name + ".priority",
                Integer.toString(1000 + spec.number()),
                "traefik.http.services." + name + ".loadbalancer.server.port",
                Integer.toString(spec.port()));
    }

    private static String digest(ContainerSpec container, ReleaseSpec spec) {
        return sha256(String.join(
                "\n",
                container.getImage(),
                String.join("\n", container.getCommand()),
                String.join("\n", container.getEnv()),
                spec.limits().toString(),
                spec.stopGrace().toString()));
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }
}
