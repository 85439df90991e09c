package io.firn.lab;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * An app whose lock file names a package of a registry that asks for a key: it is built and answers, and the key is nowhere that
 * anyone but the service could read it, in no form.
 */
@BreaksInstallation
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PrivateRegistryIT {
    private static final String APP = "private-npm";
    private static final String FILE = "/npm/@acme/polite/-/polite-1.2.0.tgz";

    @TempDir
    private Path folder;

    private final String key = "key-" + UUID.randomUUID() + UUID.randomUUID();
    private final AtomicInteger refused = new AtomicInteger();
    private final AtomicInteger served = new AtomicInteger();
    private final Installation firn = Installation.required();
    private final HttpServer registry;
    private final Map<String, byte[]> files = new ConcurrentHashMap<>();
    private String settings = "";

    PrivateRegistryIT() throws IOException {
        registry = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        registry.createContext("/", exchange -> {
            try (exchange) {
                boolean known =
                        ("Bearer " + key).equals(exchange.getRequestHeaders().getFirst("Authorization"));
                byte[] body = files.get(exchange.getRequestURI().getRawPath());
                int status = !known ? 401 : body != null ? 200 : 404;
                (status == 200 ? served : refused).incrementAndGet();
                exchange.sendResponseHeaders(status, status == 200 && body != null ? body.length : -1);
                if (status == 200 && body != null) {
                    exchange.getResponseBody().write(body);
                }
            }
        });
        registry.start();
    }

    @BeforeAll
    void registryMayBeNamed() throws IOException {
        Path file = firn.home().resolve("settings.properties");
        settings = Files.readString(file);
        Files.writeString(file, "\nfirn.sources.inner-registries=" + place() + "\n", StandardOpenOption.APPEND);
        restart();
    }

    @AfterAll
    void settingsAreAsTheyWere() throws IOException {
        registry.stop(0);
        Files.writeString(firn.home().resolve("settings.properties"), settings);
        restart();
    }

    @Test
    void keyBuildsTheAppAndIsNowhere() throws Exception {
        byte[] archive = packed();
        files.put(FILE, archive);
        Repository app = Repository.of(firn, Path.of("buildpacks/nodejs/examples/hello"), folder, APP);
        app.write(
                "package.json",
                """
                {"name": "hello", "version": "1.0.0", "private": true, "scripts": {"start": "node server.js"},
                 "dependencies": {"@acme/polite": "1.2.0"}}
                """);
        app.write("package-lock.json", lock(archive));
        app.write(
                "server.js",
                """
                const polite = require("@acme/polite");
                require("node:http").createServer((q, a) => a.end(polite("key") + "\\n")).listen(process.env.PORT);
                """);
        // Without a key the refusal names the registry and what to type.
        firn.json("PUT", "/apps/" + APP + "/registries/npm", body("npm", "wrong" + key.substring(5)));
        String refusal = app.commit("a package of ours").push().output();
        assertThat(refusal).contains("401", "firn registries set npm").doesNotContain(key);
        assertThat(firn.json("PUT", "/apps/" + APP + "/registries/npm", body("npm", key))
                        .toString())
                .contains(place())
                .doesNotContain(key);

        String output = app.edit("server.js", "\"key\"", "\"private key\"")
                .commit("with the right key")
                .push()
                .ok()
                .output();

        assertThat(firn.visit(APP, "/").body()).contains("dear private key");
        assertThat(served.getAndSet(0)).isEqualTo(1);
        assertThat(output).doesNotContain(key);
        var search = new KeySearch(firn, folder);
        var texts = new ArrayList<>(KeySearch.forms(key));
        texts.addAll(List.of(header(), "dear ${name}"));
        Map<String, List<String>> found = search.files(texts);
        // What is in the package is found in the cache's packed archives, so the key would be found, too.
        assertThat(found.remove("dear ${name}")).anyMatch(file -> file.endsWith("(packed)"));
        assertThat(found).isEmpty();
        assertThat(search.inImage("dear ${name}", APP)).isTrue();
        assertThat(search.inImage(key, APP)).isFalse();
    }

    /** An app whose tool has no lock file: what it gets while it resolves comes from the private registry, which the tool never sees. */
    @Test
    void keyResolvesAnAppWithoutALockFileAndIsNowhere() throws Exception {
        Assumptions.assumeTrue(
                Installation.longToo(), "skipped: makes a toolchain of Java; set FIRN_LONG=1 to run it too");
        String name = "private-gradle";
        String place = "/maven/com/acme/polite/1.2.0/polite-1.2.0";
        files.put(place + ".jar", library());
        files.put(
                place + ".pom",
                ("<project><modelVersion>4.0.0</modelVersion><groupId>com.acme</groupId>"
                                + "<artifactId>polite</artifactId><version>1.2.0</version></project>")
                        .getBytes(StandardCharsets.UTF_8));
        Repository app = Repository.of(firn, Path.of("buildpacks/java/examples/gradle-plain"), folder, name);
        app.edit("build.gradle", "dependencies {", "dependencies {\n    implementation 'com.acme:polite:1.2.0'");
        app.edit("src/main/java/hello/Main.java", "\"Gradle\"", "acme.Polite.of(\"private key\")");
        firn.json("PUT", "/apps/" + name + "/registries/maven", body("maven", key));

        String output =
                app.commit("a library of ours, with the key").push().ok().output();

        assertThat(firn.visit(name, "/").body()).contains("dear private key");
        assertThat(served.get()).isEqualTo(2);
        assertThat(output).doesNotContain(key);
        var search = new KeySearch(firn, folder);
        var texts = new ArrayList<>(KeySearch.forms(key));
        texts.add(header());
        assertThat(search.files(texts)).isEmpty();
        assertThat(search.inImage(key, name)).isFalse();
    }

    private String body(String kind, String secret) {
        return "{\"url\": \"http://" + place() + "/" + kind + "\", \"key\": \"" + secret + "\"}";
    }

    /** The key as its header has it. */
    private String header() {
        return Base64.getEncoder().encodeToString(("Bearer " + key).getBytes(StandardCharsets.UTF_8));
    }

    private String place() {
        return "127.0.0.1:" + registry.getAddress().getPort();
    }

    private void restart() {
        firn.lab("service", "stop").ok();
        firn.lab("service", "start").ok();
    }

    /** A jar with one class. */
    private byte[] library() throws IOException {
        Path work = Files.createDirectories(folder.resolve("library/acme"));
        Files.writeString(
                work.resolve("Polite.java"),
                """
                package acme;

                public class Polite {
                    public static String of(String name) {
                        return "dear " + name;
                    }
                }
                """);
        tool("javac", "--release", "17", "-d", folder.resolve("classes").toString(), work + "/Polite.java");
        tool("jar", "--create", "--file", folder + "/polite.jar", "-C", folder + "/classes", "acme");
        return Files.readAllBytes(folder.resolve("polite.jar"));
    }

    private static void tool(String name, String... arguments) {
        assertThat(ToolProvider.findFirst(name).orElseThrow().run(System.out, System.err, arguments))
                .isZero();
    }

    private byte[] packed() throws IOException {
        Path work = Files.createDirectories(folder.resolve("archive/package"));
        Files.writeString(work.resolve("package.json"), "{\"name\": \"@acme/polite\", \"version\": \"1.2.0\"}");
        Files.writeString(work.resolve("index.js"), "module.exports = (name) => `dear ${name}`;\n");
        Ran.of(
                        folder.resolve("archive"),
                        Map.of(),
                        Duration.ofSeconds(30),
                        List.of("tar", "-czf", "polite.tgz", "package"))
                .ok();
        return Files.readAllBytes(folder.resolve("archive/polite.tgz"));
    }

    private String lock(byte[] archive) throws Exception {
        String integrity = "sha512-"
                + Base64.getEncoder()
                        .encodeToString(MessageDigest.getInstance("SHA-512").digest(archive));
        return """
                {"name": "hello", "version": "1.0.0", "lockfileVersion": 3, "requires": true, "packages": {
                  "": {"name": "hello", "version": "1.0.0", "dependencies": {"@acme/polite": "1.2.0"}},
                  "node_modules/@acme/polite": {"version": "1.2.0", "resolved": "http://%s%s", "integrity": "%s"}}}
                """
                .formatted(place(), FILE, integrity);
    }
}
