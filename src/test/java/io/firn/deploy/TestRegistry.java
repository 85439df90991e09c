package io.firn.deploy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/**
 * A registry with one image: Node.js with its libraries as this machine has them, and the test app as a store path. It wants a
 * password, so that the way of the credential to the nodes is tested too.
 */
public final class TestRegistry implements AutoCloseable {
    /** Root of the app in the image. */
    public static final String ROOT = "/nix/store/00000000000000000000000000000000-test-app-1";

    /** Password that it takes. */
    public static final String PASSWORD = "pull-me";

    /** As the Engine sees this machine. */
    private static final String HOST = System.getProperty("firn.it.registry.host", "127.0.0.1");

    private static final String OCI = "application/vnd.oci.image.";

    private final HttpServer server;
    private final Map<String, Path> blobs = new HashMap<>();
    private final String manifestDigest;
    private final byte[] manifest;

    /** Makes the image in a folder and serves it on a free port. */
    public TestRegistry(Path folder) throws IOException {
        this(folder, "");
    }

    /** The same with a mark in its last layer, so that no Engine has that layer yet. */
    public TestRegistry(Path folder, String mark) throws IOException {
        String base = layer(folder, "base", Map.of(), true);
        String app = layer(
                folder,
                "app",
                Map.of(
                        ROOT + "/bin/web",
                        script(),
                        ROOT + "/bin/worker",
                        worker(),
                        ROOT + "/mark",
                        mark.getBytes(StandardCharsets.UTF_8)),
                false);
        byte[] config = ("{\"architecture\":\"amd64\",\"os\":\"linux\",\"config\":{\"Entrypoint\":[\"" + ROOT
                        + "/bin/web\"],\"User\":\"10001\",\"Env\":[\"HOME=/tmp\",\"PATH=/bin\"]},"
                        + "\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[\"" + base + "\",\"" + app + "\"]}}")
                .getBytes(StandardCharsets.UTF_8);
        String configDigest = digest(config);
        blobs.put(configDigest, Files.write(folder.resolve("config"), config));
        manifest = ("{\"schemaVersion\":2,\"mediaType\":\"" + OCI + "manifest.v1+json\",\"config\":"
                        + descriptor("config.v1+json", configDigest) + ",\"layers\":["
                        + descriptor("layer.v1.tar", base) + "," + descriptor("layer.v1.tar", app) + "]}")
                .getBytes(StandardCharsets.UTF_8);
        manifestDigest = digest(manifest);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getAllByName(HOST)[0], 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/v2/", this::answer);
        server.start();
    }

    /** The image, named by digest. */
    public String image() {
        return HOST + ":" + server.getAddress().getPort() + "/firn-test/app@" + manifestDigest;
    }

    /**
     * The same registry at another port, where it hangs as soon as it is asked for a layer; {@code asked} is counted down then.
     * The caller stops it.
     */
    public HttpServer hanging(CountDownLatch asked) throws IOException {
        HttpServer other =
                HttpServer.create(new InetSocketAddress(server.getAddress().getAddress(), 0), 0);
        other.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        other.createContext("/v2/", exchange -> {
            if (exchange.getRequestURI().getPath().contains("/blobs/")) {
                exchange.sendResponseHeaders(200, 1_000_000);
                exchange.getResponseBody().write(new byte[1]);
                exchange.getResponseBody().flush();
                asked.countDown();
            } else {
                answer(exchange);
            }
        });
        other.start();
        return other;
    }

    /** The registry's host in an image's name. */
    public static String host(String image) {
        return image.substring(0, image.indexOf(':'));
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (!known(exchange.getRequestHeaders().getFirst("Authorization"))) {
                exchange.getResponseHeaders().add("WWW-Authenticate", "Basic realm=\"firn\"");
                exchange.sendResponseHeaders(401, -1);
                return;
            }
            String path = exchange.getRequestURI().getPath();
            String last = path.substring(path.lastIndexOf('/') + 1);
            if (path.equals("/v2/")) {
                exchange.sendResponseHeaders(200, -1);
            } else if (last.equals(manifestDigest)) {
                exchange.getResponseHeaders().add("Content-Type", OCI + "manifest.v1+json");
                exchange.getResponseHeaders().add("Docker-Content-Digest", manifestDigest);
                boolean head = exchange.getRequestMethod().equals("HEAD");
                exchange.sendResponseHeaders(200, head ? -1 : manifest.length);
                if (!head) {
                    exchange.getResponseBody().write(manifest);
                }
            } else if (blobs.containsKey(last)) {
                exchange.sendResponseHeaders(200, Files.size(blobs.get(last)));
                Files.copy(blobs.get(last), exchange.getResponseBody());
            } else {
                exchange.sendResponseHeaders(404, -1);
            }
        }
    }

    /** Our own password, or what the service makes for itself. */
    private static boolean known(String header) {
        String given = header == null ? "" : header.replace("Basic ", "");
        String text = new String(Base64.getDecoder().decode(given), StandardCharsets.UTF_8);
        return text.equals("firn:" + PASSWORD) || text.startsWith("firn:firns_");
    }

    private String layer(Path folder, String name, Map<String, byte[]> files, boolean node) throws IOException {
        Path file = folder.resolve(name + ".tar");
        MessageDigest sha = sha256();
        try (OutputStream out = new DigestOutputStream(Files.newOutputStream(file), sha);
                var tar = new TarArchiveOutputStream(out)) {
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            if (node) {
                add(
                        tar,
                        "/bin/node",
                        Files.readAllBytes(Path.of("/usr/bin/node").toRealPath()));
                for (Path library : libraries()) {
                    add(tar, library.toString(), Files.readAllBytes(library));
                }
                var tmp = new TarArchiveEntry("tmp/", TarConstants.LF_DIR);
                tmp.setMode(01777);
                tar.putArchiveEntry(tmp);
                tar.closeArchiveEntry();
            }
            for (var entry : files.entrySet()) {
                add(tar, entry.getKey(), entry.getValue());
            }
        }
        String digest = "sha256:" + HexFormat.of().formatHex(sha.digest());
        blobs.put(digest, file);
        return digest;
    }

    private static void add(TarArchiveOutputStream tar, String path, byte[] bytes) throws IOException {
        var entry = new TarArchiveEntry(path.substring(1));
        entry.setMode(0755);
        entry.setSize(bytes.length);
        tar.putArchiveEntry(entry);
        tar.write(bytes);
        tar.closeArchiveEntry();
    }

    private static List<Path> libraries() throws IOException {
        var ldd = new ProcessBuilder("ldd", "/usr/bin/node").start();
        String text = new String(ldd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return text.lines()
                .map(line -> line.replaceAll(".*=>", "").strip().replaceAll(" .*", ""))
                .filter(path -> path.startsWith("/"))
                .map(Path::of)
                .toList();
    }

    private static byte[] script() throws IOException {
        try (var in = TestRegistry.class.getResourceAsStream("/deploy/web.js")) {
            return in.readAllBytes();
        }
    }

    private static byte[] worker() {
        return "#!/bin/node\nconsole.log('working');setInterval(()=>{},1000)\n".getBytes(StandardCharsets.UTF_8);
    }

    private String descriptor(String type, String digest) throws IOException {
        return "{\"mediaType\":\"" + OCI + type + "\",\"digest\":\"" + digest + "\",\"size\":"
                + Files.size(blobs.get(digest)) + "}";
    }

    private static String digest(byte[] bytes) {
        return "sha256:" + HexFormat.of().formatHex(sha256().digest(bytes));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
