package io.firn.route;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A real Caddy with ports of its own, which starts with nothing but its admin address. */
final class CaddyLab implements AutoCloseable {
    static final String MISSING = "skipped: no Caddy 2.7 or later; run ./firn test, which fetches one";

    final Edge edge;
    final CaddyAdmin admin;
    private final Path folder;
    private final Path binary;
    final int adminPort;
    private Process process;

    private CaddyLab(Path folder, Path binary) throws IOException {
        this.folder = folder;
        this.binary = binary;
        adminPort = freePort();
        edge = new Edge(
                "firn-test",
                freePort(),
                Files.createDirectories(folder.resolve("switches")),
                Duration.ofHours(24),
                Duration.ofSeconds(3),
                Duration.ofMillis(1500));
        admin = new CaddyAdmin(URI.create("http://127.0.0.1:" + adminPort));
        process = start();
    }

    /** The lab, or a skipped test that says what is missing. */
    static CaddyLab raise(Path folder) throws IOException {
        Optional<Path> binary = binary();
        assumeTrue(binary.isPresent(), MISSING);
        return new CaddyLab(folder, binary.get());
    }

    static Optional<Path> binary() throws IOException {
        Path folder = Path.of(System.getProperty("user.home"), ".cache", "firn");
        Stream<Path> known = Stream.of(System.getProperty("firn.it.caddy", "/nowhere"), "/usr/bin/caddy")
                .map(Path::of);
        List<Path> unpacked = List.of();
        if (Files.isDirectory(folder)) {
            try (Stream<Path> children = Files.list(folder)) {
                unpacked = children.filter(p -> p.getFileName().toString().startsWith("caddy-"))
                        .map(p -> p.resolve("usr/bin/caddy"))
                        .toList();
            }
        }
        return Stream.concat(known, unpacked.stream())
                .filter(Files::isExecutable)
                .findFirst();
    }

    private Process start() throws IOException {
        Path config = folder.resolve("caddy.json");
        Files.writeString(
                config, "{\"admin\":{\"listen\":\"127.0.0.1:" + adminPort + "\",\"config\":{\"persist\":false}}}");
        Process started = new ProcessBuilder(binary.toString(), "run", "--config", config.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("caddy.log").toFile()))
                .start();
        for (int n = 0; n < 100; n++) {
            try {
                admin.server("nothing");
                return started;
            } catch (RuntimeException notYet) {
                pause(50);
            }
        }
        throw new AssertionError("Caddy did not start: " + Files.readString(folder.resolve("caddy.log")));
    }

    /** Kills it and starts it with nothing. */
    void restartEmpty() throws IOException, InterruptedException {
        process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
        process = start();
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly();
    }
}
