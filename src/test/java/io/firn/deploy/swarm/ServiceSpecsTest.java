package io.firn.deploy.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.model.EndpointResolutionMode;
import com.github.dockerjava.api.model.PortConfig;
import com.github.dockerjava.api.model.ServiceRestartCondition;
import io.firn.deploy.Limits;
import io.firn.deploy.ReleaseSpec;
import io.firn.nix.StorePath;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ServiceSpecsTest {
    private static final UUID APP = UUID.fromString("00000000-0000-7000-8000-000000000001");
    private static final String ROOT = "/nix/store/00000000000000000000000000000000-shop";

    @Test
    void serviceIsNamedByInstallationAppAndRelease() {
        assertThat(ServiceSpecs.name(spec("shop", Map.of()), "web")).isEqualTo("firn-0123abcd-shop-v7");
        assertThat(ServiceSpecs.name(spec("shop", Map.of()), "worker")).isEqualTo("firn-0123abcd-shop-v7-worker");
    }

    @Test
    void longNamesFitSwarmAndStayApart() {
        String web = ServiceSpecs.name(spec("a".repeat(40), Map.of()), "a-very-long-process-name");
        String worker = ServiceSpecs.name(spec("a".repeat(40), Map.of()), "a-very-long-process-nome");

        assertThat(web)
                .hasSizeLessThanOrEqualTo(63)
                .matches("[a-zA-Z0-9][a-zA-Z0-9-]*")
                .endsWith("-v7");
        assertThat(web).isNotEqualTo(worker);
    }

    @Test
    void webGetsPortOnItsNodeWithoutVirtualAddress() {
        var service = ServiceSpecs.service(spec("shop", Map.of()), "web", SwarmLab.config());
        var endpoint = service.getEndpointSpec();

        assertThat(endpoint.getMode()).isEqualTo(EndpointResolutionMode.DNSRR);
        assertThat(endpoint.getPorts()).singleElement().satisfies(port -> {
            assertThat(port.getPublishMode()).isEqualTo(PortConfig.PublishMode.host);
            assertThat(port.getTargetPort()).isEqualTo(8080);
            assertThat(port.getPublishedPort()).isZero();
        });
        assertThat(ServiceSpecs.service(spec("shop", Map.of()), "worker", SwarmLab.config())
                        .getEndpointSpec())
                .isNull();
    }

    @Test
    void containerIsUnprivilegedAndLimited() {
        var service = ServiceSpecs.service(spec("shop", Map.of()), "web", SwarmLab.config());
        var task = service.getTaskTemplate();
        var container = task.getContainerSpec();

        assertThat(container.getUser()).isEqualTo("10001");
        assertThat(container.getReadOnly()).isTrue();
        assertThat(container.getCommand()).containsExactly(ROOT + "/bin/web");
        assertThat(container.getMounts()).singleElement().satisfies(m -> assertThat(m.getTarget())
                .isEqualTo("/tmp"));
        assertThat(task.getResources().getLimits().getMemoryBytes()).isEqualTo(1 << 28);
        assertThat(task.getRestartPolicy().getCondition()).isEqualTo(ServiceRestartCondition.ANY);
        assertThat(task.getRestartPolicy().getMaxAttempts()).isEqualTo(3);
        assertThat(task.getRestartPolicy().getWindow())
                .isEqualTo(Duration.ofMinutes(5).toNanos());
    }

    @Test
    void usersBracesAreNoTemplates() {
        var env = ServiceSpecs.service(
                        spec("shop", Map.of("A", "{{.Node.Hostname}}", "B", "{{{{")), "web", SwarmLab.config())
                .getTaskTemplate()
                .getContainerSpec()
                .getEnv();

        assertThat(env)
                .contains(
                        "A={{\"{{\"}}.Node.Hostname}}",
                        "B={{\"{{\"}}{{\"{{\"}}",
                        "DYNO=web.{{.Task.Slot}}",
                        "PORT=8080");
    }

    @Test
    void labelsSayWhoseItIs() {
        var labels = ServiceSpecs.service(spec("shop", Map.of()), "web", SwarmLab.config())
                .getLabels();

        assertThat(labels)
                .containsEntry("io.firn.instance", "0123abcd")
                .containsEntry("io.firn.app", APP.toString())
                .containsEntry("io.firn.release", "7")
                .containsEntry("io.firn.process", "web")
                .containsEntry("traefik.http.routers.firn-0123abcd-shop-v7.rule", "Host(`shop.localhost`)");
    }

    private static ReleaseSpec spec(String app, Map<String, String> env) {
        return new ReleaseSpec(
                "0123abcd",
                APP,
                app,
                7,
                "127.0.0.1:7480/app@sha256:" + "0".repeat(64),
                StorePath.parse(ROOT),
                new TreeMap<>(Map.of("web", 2, "worker", 1)),
                env,
                8080,
                new Limits(1 << 28, 500_000_000L),
                List.of("shop.localhost"),
                Duration.ofSeconds(10));
    }
}
