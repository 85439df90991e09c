package io.firn.route;

import io.firn.deploy.TestRegistry;
import io.firn.deploy.swarm.SwarmLab;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A real Caddy and a registry with the test app for the service under test; the Engine is the machine's own. */
public final class DeployLab implements QuarkusTestResourceLifecycleManager {
    private static @Nullable CaddyLab caddy;
    private static @Nullable TestRegistry registry;
    private @Nullable Path folder;

    /** What is missing to run, if anything. */
    static Optional<String> missing() throws IOException {
        return SwarmLab.missing().or(() -> {
            try {
                return CaddyLab.binary().isEmpty() ? Optional.of(CaddyLab.MISSING) : Optional.empty();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    static CaddyLab caddy() {
        return Objects.requireNonNull(caddy);
    }

    static TestRegistry registry() {
        return Objects.requireNonNull(registry);
    }

    @Override
    public Map<String, String> start() {
        try {
            if (missing().isPresent()) {
                return Map.of();
            }
            folder = Files.createTempDirectory("firn-deploy-lab");
            caddy = CaddyLab.raise(folder);
            registry = new TestRegistry(folder);
            String image = registry.image();
            var settings = new java.util.HashMap<>(Map.of(
                    "firn.instance",
                    HexFormat.of().toHexDigits(new Random().nextInt()),
                    "firn.caddy.admin",
                    "http://127.0.0.1:" + caddy.adminPort,
                    "firn.edge-port",
                    Integer.toString(caddy.edge.port()),
                    "firn.docker.host",
                    SwarmLab.ENGINE,
                    "firn.swarm.node-address",
                    SwarmLab.ownAddress(),
                    "firn.deploy.health.interval",
                    "1s",
                    "firn.deploy.health.start-grace",
                    "20s",
                    "firn.route.drain-limit",
                    "20s"));
            settings.put("firn.registry-host", image.substring(0, image.indexOf('/')));
            return settings;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void stop() {
        try {
            if (caddy != null && registry != null) {
                caddy.close();
                SwarmLab.removeImage(registry.image());
                registry.close();
            }
            if (folder != null) {
                try (Stream<Path> all = Files.walk(folder)) {
                    for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                        Files.deleteIfExists(path);
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
