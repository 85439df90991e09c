package io.firn.lab;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Another service beside the installation's own, on the same database and the same folders. */
final class SecondControlPlane implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Installation firn;
    private final Path folder;
    private final Process process;
    private final int port;

    private SecondControlPlane(Installation firn, Path folder, Process process, int port) {
        this.firn = firn;
        this.folder = folder;
        this.process = process;
        this.port = port;
    }

    static SecondControlPlane start(Installation firn, Path folder) throws IOException {
        int port = freePort();
        Path settings = Files.write(folder.resolve("second.properties"), settings(firn, folder, port));
        String copy = Files.readString(firn.home().resolve("run/service.copy")).strip();
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-Xmx256m",
                        "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
                        "-Djdk.httpclient.allowRestrictedHeaders=host",
                        "--enable-native-access=ALL-UNNAMED",
                        "-Dquarkus.config.locations=" + settings,
                        "-jar",
                        copy + "/quarkus-run.jar")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("second.log").toFile())
                .start();
        var second = new SecondControlPlane(firn, folder, process, port);
        second.awaitReady();
        return second;
    }

    /** The installation's settings, but for what one process has for itself. */
    private static List<String> settings(Installation firn, Path folder, int port) throws IOException {
        Path pg = Path.of(firn.setting("firn.data-dir"), "pg");
        String host = firn.setting("firn.registry-host").replaceAll(":.*", "");
        List<String> lines = new ArrayList<>(Files.readAllLines(firn.home().resolve("settings.properties")));
        lines.removeIf(line ->
                line.matches("(quarkus.http.port|firn.node-url|firn.registry-host|firn.pipeline.crash-file)=.*"));
        lines.addAll(List.of(
                "quarkus.http.port=" + port,
                "firn.node-url=http://" + firn.labValue("HOST_ADDRESS") + ":" + port,
                "firn.registry-host=" + host + ":" + port,
                "firn.work.dir=" + Files.createDirectories(folder.resolve("second")),
                "firn.db.mode=outer",
                "firn.db.url=jdbc:postgresql://127.0.0.1:"
                        + Files.readString(pg.resolve("port")).strip() + "/firn",
                "firn.db.user=firn",
                "firn.db.password="
                        + Files.readString(pg.resolve("service.password")).strip()));
        return lines;
    }

    private void awaitReady() throws IOException {
        for (int tries = 0; tries < 240; tries++) {
            Ran ready = Ran.of(
                    folder,
                    Map.of(),
                    Duration.ofSeconds(10),
                    List.of("curl", "-sf", "-m", "2", "http://127.0.0.1:" + port + "/q/health/ready"));
            if (ready.exit() == 0) {
                return;
            }
            if (!process.isAlive()) {
                break;
            }
            LockSupport.parkNanos(Duration.ofMillis(250).toNanos());
        }
        throw new AssertionError(
                "the second control plane did not start:\n" + Files.readString(folder.resolve("second.log")));
    }

    /** Asks this control plane, never the other. */
    JsonNode get(String path) {
        Ran answer = Ran.of(
                folder,
                Map.of(),
                Duration.ofSeconds(30),
                List.of(
                        "curl",
                        "-sf",
                        "-m",
                        "20",
                        "-u",
                        "firn:" + firn.token(),
                        "http://127.0.0.1:" + port + "/api/v1" + path));
        try {
            return JSON.readTree(answer.ok().output());
        } catch (IOException e) {
            throw new AssertionError(answer.output(), e);
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
