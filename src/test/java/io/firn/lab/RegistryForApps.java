package io.firn.lab;

import com.sun.net.httpserver.HttpServer;
import io.firn.nix.Nar;
import io.firn.tree.MapTree;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A small registry of each language's packages on this machine, each made here and laid out as the real one. */
final class RegistryForApps implements AutoCloseable {
    private final Map<String, byte[]> files = new ConcurrentHashMap<>();
    private final Map<String, Held> held = new ConcurrentHashMap<>();
    private final HttpServer server;

    /**
     * A file that is asked for and not given yet.
     *
     * @param asked reaches zero when somebody asks
     * @param given at zero they get it
     */
    record Held(CountDownLatch asked, CountDownLatch given) {}

    RegistryForApps() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", exchange -> {
            try (exchange) {
                await(held.get(exchange.getRequestURI().getRawPath()));
                byte[] body = files.get(exchange.getRequestURI().getRawPath());
                exchange.sendResponseHeaders(body == null ? 404 : 200, body == null ? -1 : body.length);
                if (body != null) {
                    exchange.getResponseBody().write(body);
                }
            }
        });
        server.start();
    }

    /** The base address of one of the registries. */
    String base(String registry) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/" + registry;
    }

    /** Offers a file of a registry at a path below its base, and gives its SHA-256 in hexadecimal digits. */
    String file(String registry, String path, byte[] content) {
        files.put("/" + registry + "/" + path, content);
        return HexFormat.of().formatHex(sha256(content));
    }

    /** Holds a file back until it is given. */
    Held hold(String registry, String path) {
        return held.computeIfAbsent(
                "/" + registry + "/" + path, any -> new Held(new CountDownLatch(1), new CountDownLatch(1)));
    }

    private static void await(@Nullable Held one) throws IOException {
        if (one != null) {
            one.asked().countDown();
            try {
                if (!one.given().await(10, TimeUnit.MINUTES)) {
                    throw new IOException("nobody gave it");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Offers a crate and gives its checksum, as Cargo.lock has it. */
    String crate(Path work, String name, String version, Map<String, String> content) throws IOException {
        Path folder = Files.createDirectories(work.resolve(name + "-" + version));
        for (Map.Entry<String, String> file : content.entrySet()) {
            Path path = folder.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.writeString(path, file.getValue());
        }
        Path archive = work.resolve(name + ".crate");
        Ran.of(work, Map.of(), Duration.ofSeconds(30), List.of("tar", "-czf", archive.toString(), name + "-" + version))
                .ok();
        byte[] bytes = Files.readAllBytes(archive);
        return file("crates", name + "/" + name + "-" + version + ".crate", bytes);
    }

    /** Offers a package of Composer; its lock entry has no hash. */
    void composer(String name, String version, String reference, SortedMap<String, String> content) throws IOException {
        files.put(
                "/packagist/dists/" + name + "/" + version + "/" + reference + ".zip",
                PackagesForApps.zip(content, name.replace('/', '-') + "-" + reference + "/"));
    }

    /** Offers a Go module and gives its two lines of go.sum. */
    String module(String module, String version, SortedMap<String, String> content) throws IOException {
        String prefix = module + "@" + version + "/";
        String mod = content.getOrDefault("go.mod", "");
        String place = "/goproxy/" + module + "/@v/" + version;
        files.put(place + ".zip", PackagesForApps.zip(content, prefix));
        files.put(place + ".mod", mod.getBytes(StandardCharsets.UTF_8));
        var named = new TreeMap<String, String>();
        content.forEach((path, text) -> named.put(prefix + path, text));
        return module + " " + version + " " + h1(named) + "\n" + module + " " + version + "/go.mod "
                + h1(new TreeMap<>(Map.of("go.mod", mod))) + "\n";
    }

    /** Offers a commit of a code host as its archive, and gives the hash that a flake.lock has of it. */
    String commit(Path work, String owner, String repository, String revision, SortedMap<String, String> content)
            throws IOException {
        String name = repository + "-" + revision;
        var tree = MapTree.builder();
        for (Map.Entry<String, String> file : content.entrySet()) {
            Path path = work.resolve(name).resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.writeString(path, file.getValue());
            tree.file(file.getKey(), file.getValue().getBytes(StandardCharsets.UTF_8));
        }
        Path archive = work.resolve(name + ".tar.gz");
        Ran.of(work, Map.of(), Duration.ofSeconds(30), List.of("tar", "-czf", archive.toString(), name))
                .ok();
        files.put(
                "/github/" + owner + "/" + repository + "/archive/" + revision + ".tar.gz",
                Files.readAllBytes(archive));
        return Nar.digest(tree.build()).hash().sri();
    }

    /** Go's hash of what is in an archive: golang.org/x/mod/sumdb/dirhash, Hash1. */
    private static String h1(SortedMap<String, String> content) {
        var lines = new StringBuilder();
        content.forEach(
                (path, text) -> lines.append(HexFormat.of().formatHex(sha256(text.getBytes(StandardCharsets.UTF_8))))
                        .append("  ")
                        .append(path)
                        .append('\n'));
        return "h1:"
                + Base64.getEncoder().encodeToString(sha256(lines.toString().getBytes(StandardCharsets.UTF_8)));
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
