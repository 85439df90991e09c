package io.firn.deploy.swarm;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.NotFoundException;
import io.firn.deploy.Limits;
import io.firn.deploy.Permit;
import io.firn.deploy.ReleaseSpec;
import io.firn.deploy.TestRegistry;
import io.firn.nix.StorePath;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.NetworkInterface;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;

/** A real Engine with an installation id of its own, and a registry with the test app. Removes all it started. */
public final class SwarmLab implements AutoCloseable {
    /** Leave that is always given. */
    public static final Permit YES = () -> {};

    /** The Engine of the lab, or the machine's own. */
    public static final String ENGINE = System.getProperty("firn.it.docker.host", "unix:///var/run/docker.sock");

    public final String installation;
    public final SwarmTarget target;
    public final TestRegistry registry;

    private SwarmLab(Path folder) throws IOException {
        installation = HexFormat.of().toHexDigits(new Random().nextInt());
        registry = new TestRegistry(folder);
        target = new SwarmTarget(installation, ENGINE, config(), repository -> TestRegistry.PASSWORD);
    }

    /** The lab, or a skipped test that says what is missing. */
    public static SwarmLab raise(Path folder) throws IOException {
        assumeTrue(missing().isEmpty(), missing().orElse(""));
        return new SwarmLab(folder);
    }

    /** The same release, its image to be fetched from another port of the same host. */
    static ReleaseSpec fetchedAt(ReleaseSpec spec, int port) {
        return spec.withImage(spec.image().replaceFirst(":[0-9]+/", ":" + port + "/"));
    }

    /** Version {@code vN} of an app in a mode. */
    public ReleaseSpec release(UUID app, String name, int number, Map<String, String> env) {
        var all = new TreeMap<>(env);
        all.put("VERSION", "v" + number);
        return new ReleaseSpec(
                installation,
                app,
                name,
                number,
                registry.image(),
                StorePath.parse(TestRegistry.ROOT),
                new TreeMap<>(Map.of("web", 1)),
                all,
                8080,
                new Limits(256L << 20, 1_000_000_000L),
                List.of(name + ".localhost"),
                Duration.ofSeconds(5));
    }

    static SwarmConfig config() {
        return new SwarmConfig() {
            @Override
            public Optional<String> nodeAddress() {
                return Optional.of(ownAddress());
            }

            @Override
            public Optional<List<String>> constraints() {
                return Optional.empty();
            }

            @Override
            public RootFileSystem rootFileSystem() {
                return RootFileSystem.READ_ONLY;
            }

            @Override
            public long tmpBytes() {
                return 16 << 20;
            }

            @Override
            public Duration timeout() {
                return Duration.ofSeconds(20);
            }
        };
    }

    /** Whether the test app can run here; otherwise what is missing. */
    public static Optional<String> missing() {
        if (!Files.exists(Path.of(ENGINE.replace("unix://", "")))) {
            return Optional.of("skipped: no Docker Engine at " + ENGINE);
        }
        return Files.exists(Path.of("/usr/bin/node"))
                ? Optional.empty()
                : Optional.of("skipped: no /usr/bin/node to make a test image of");
    }

    /** Where published ports are reached: what the lab says, or an address of this machine that is not loopback. */
    public static String ownAddress() {
        String told = System.getProperty("firn.it.node.address");
        if (told != null) {
            return told;
        }
        try {
            return Collections.list(NetworkInterface.getNetworkInterfaces()).stream()
                    .filter(i ->
                            !i.getName().startsWith("docker") && !i.getName().startsWith("lo"))
                    .flatMap(i -> Collections.list(i.getInetAddresses()).stream())
                    .filter(a -> a instanceof Inet4Address)
                    .map(a -> a.getHostAddress())
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Removes a test image from the Engine, once nothing runs from it any more. */
    public static void removeImage(String image) throws IOException {
        try (var engine = new Engine(ENGINE, Duration.ofSeconds(20))) {
            for (int n = 0; n < 20; n++) {
                try {
                    engine.call(docker -> docker.removeImageCmd(image).exec());
                    return;
                } catch (NotFoundException gone) {
                    return;
                } catch (ConflictException stillUsed) {
                    java.util.concurrent.locks.LockSupport.parkNanos(500_000_000L);
                }
            }
        }
    }

    @Override
    public void close() throws IOException {
        target.everything().stream()
                .map(i -> List.of(i.appId(), (Object) i.release()))
                .distinct()
                .forEach(key -> target.stop((UUID) key.get(0), (Integer) key.get(1), YES));
        target.close();
        removeImage(registry.image());
        registry.close();
    }
}
