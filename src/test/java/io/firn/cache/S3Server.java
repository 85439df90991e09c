package io.firn.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.services.s3.S3Client;

/** A real S3 server (s3proxy over a folder) as a process of its own, its libraries apart from those of the service. */
final class S3Server implements AutoCloseable {
    static final String ACCESS_KEY = "local-access";
    static final String SECRET = "local-secret-of-a-test";
    static final String BUCKET = "firn-test";
    /** Buckets may stand in front of this name. */
    private static final String HOST = "localhost";

    private final Process process;
    private final int port;
    private final Path secretFile;

    S3Server(Path folder) throws IOException, InterruptedException {
        this.port = freePort();
        this.secretFile = Files.writeString(folder.resolve("secret"), SECRET + "\n");
        Path data = Files.createDirectories(folder.resolve("s3"));
        Path conf = Files.writeString(
                folder.resolve("s3proxy.conf"),
                """
                s3proxy.endpoint=http://127.0.0.1:%d
                s3proxy.authorization=aws-v2-or-v4
                s3proxy.identity=%s
                s3proxy.credential=%s
                s3proxy.virtual-host=%s
                jclouds.provider=filesystem-nio2
                jclouds.filesystem.basedir=%s
                """
                        .formatted(port, ACCESS_KEY, SECRET, HOST, data));
        Path quiet = Files.writeString(
                folder.resolve("logback.xml"), "<configuration><root level=\"OFF\"/></configuration>");
        Path log = folder.resolve("s3proxy.log");
        this.process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx192m",
                        "-XX:+UseSerialGC",
                        "-Dlogback.configurationFile=" + quiet,
                        "-cp",
                        classPath(),
                        "org.gaul.s3proxy.Main",
                        "--properties",
                        conf.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        awaitPort(log);
        try (S3Client s3 = S3Clients.client(settings())) {
            s3.createBucket(request -> request.bucket(BUCKET));
        }
    }

    int port() {
        return port;
    }

    /** Settings that lead to this server, path-style; the bucket's own host name leads here too ({@link io.firn.LocalhostNames}). */
    StorageFixture settings() {
        return new StorageFixture(URI.create("http://" + HOST + ":" + port), secretFile);
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }

    /** Maven resolves the server's libraries once, into a file below target. */
    private static String classPath() throws IOException, InterruptedException {
        Path file = Path.of("target/s3proxy.classpath").toAbsolutePath();
        if (Files.notExists(file)) {
            String maven = System.getProperty("maven.home") + "/bin/mvn";
            if (!resolve(maven, file, List.of("-o")) && !resolve(maven, file, List.of())) {
                throw new IOException("Could not resolve the libraries of s3proxy: see target/s3proxy.classpath.log");
            }
        }
        return Files.readString(file).strip();
    }

    private static boolean resolve(String maven, Path file, List<String> options)
            throws IOException, InterruptedException {
        var command = new ArrayList<String>(List.of(maven, "-B", "-q"));
        command.addAll(options);
        command.addAll(List.of(
                "-f",
                "src/test/s3proxy/pom.xml",
                "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:build-classpath",
                "-Dmdep.outputFile=" + file));
        Process run = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(new File(file + ".log"))
                .start();
        return run.waitFor(5, TimeUnit.MINUTES) && run.exitValue() == 0 && Files.exists(file);
    }

    private void awaitPort(Path log) throws IOException, InterruptedException {
        Instant end = Instant.now().plus(Duration.ofMinutes(1));
        while (Instant.now().isBefore(end)) {
            assertThat(process.isAlive())
                    .as("s3proxy runs; it said: %s", Files.readString(log))
                    .isTrue();
            try {
                new Socket(InetAddress.getLoopbackAddress(), port).close();
                return;
            } catch (IOException notYet) {
                Thread.sleep(50);
            }
        }
        throw new IOException("s3proxy did not open its port: " + Files.readString(log));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
