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
        served.set(0);
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
        // What is in the package is found in the cache's packed archives, so the key would be found, too.
        assertThat(keyIsNowhere(APP, "dear ${name}").get("dear ${name}")).anyMatch(file -> file.endsWith("(packed)"));
        assertThat(new KeySearch(firn, folder).inImage("dear ${name}", APP)).isTrue();
    }

    /** An app whose tool has no lock file: what it gets while it resolves comes from the private registry, which the tool never sees. */
    @Test
    void keyResolvesAnAppWithoutALockFileAndIsNowhere() throws Exception {
        Assumptions.assumeTrue(
                Installation.longToo(), "skipped: makes a toolchain of Java; set FIRN_LONG=1 to run it too");
        String name = "private-gradle";
        String place = "/maven/com/acme/polite/1.2.0/polite-1.2.0";
        served.set(0);
        files.put(place + ".jar", PackagesForApps.library(folder, "Polite"));
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
        keyIsNowhere(name);
    }

    /** npm chooses, where there is no lock file, by what the private registry says; it gets no key. */
    @Test
    void keyLetsNpmChooseAndIsNowhere() throws Exception {
        Assumptions.assumeTrue(Installation.longToo(), "skipped: resolves twice; set FIRN_LONG=1 to run it too");
        String name = "private-choice";
        byte[] archive = packed();
        files.put(FILE, archive);
        files.put(
                "/npm/@acme%2fpolite",
                """
                {"name": "@acme/polite", "dist-tags": {"latest": "1.2.0"}, "versions": {"1.2.0": {"name": "@acme/polite",
                 "version": "1.2.0", "dist": {"tarball": "http://%s%s", "integrity": "%s"}}}}
                """
                        .formatted(place(), FILE, integrity(archive))
                        .getBytes(StandardCharsets.UTF_8));
        Repository app = Repository.of(firn, Path.of("buildpacks/nodejs/examples/hello"), folder, name);
        app.git("rm", "-q", "package-lock.json").ok();
        app.write(
                "package.json",
                """
                {"name": "hello", "version": "1.0.0", "private": true, "scripts": {"start": "node server.js"},
                 "dependencies": {"@acme/polite": "^1.0.0", "ms": "2.0.0"}}
                """);
        app.write(".npmrc", "@acme:registry=http://" + place() + "/npm/\n");
        app.write(
                "server.js",
                """
                const polite = require("@acme/polite");
                require("node:http").createServer((q, a) => a.end(polite("key " + require("ms")("1s")) + "\\n"))
                  .listen(process.env.PORT);
                """);
        firn.json("PUT", "/apps/" + name + "/registries/npm", body("npm", "wrong" + key.substring(5)));
        assertThat(app.commit("a package of ours").push().output())
                .contains("401", "firn registries set npm")
                .doesNotContain(key);
        firn.json("PUT", "/apps/" + name + "/registries/npm", body("npm", key));

        String output = app.edit("server.js", "\"key \"", "\"private key \"")
                .commit("with the right key")
                .push()
                .ok()
                .output();

        assertThat(firn.visit(name, "/").body()).contains("dear private key 1000");
        assertThat(output).doesNotContain(key);
        keyIsNowhere(name);
    }

    /** pip chooses at the private index what the package set does not have; it gets no key. */
    @Test
    void keyLetsPipChooseAndIsNowhere() throws Exception {
        Assumptions.assumeTrue(Installation.longToo(), "skipped: resolves twice; set FIRN_LONG=1 to run it too");
        String name = "private-pip";
        String wheel = "polite-1.2.0-py3-none-any.whl";
        String module = "def of():\n    return \"dear private key\"\n";
        files.put("/pypi/files/" + wheel, PackagesForApps.wheel("polite", "1.2.0", module));
        files.put(
                "/pypi/simple/polite/",
                "<!DOCTYPE html><html><body><a href=\"../../files/%s\">%s</a>"
                        .formatted(wheel, wheel)
                        .getBytes(StandardCharsets.UTF_8));
        Repository app = PythonApp.of(
                firn, folder, name, "polite", "polite.of()", Map.of("requirements.txt", "polite ~= 1.2\n"));
        firn.json("PUT", "/apps/" + name + "/registries/pypi", body("pypi", "wrong" + key.substring(5)));
        assertThat(app.commit("a package of ours").push().output())
                .contains("401", "firn registries set pypi")
                .doesNotContain(key);
        firn.json("PUT", "/apps/" + name + "/registries/pypi", body("pypi", key));

        String output =
                app.write("notes", "").commit("with the right key").push().ok().output();

        assertThat(firn.visit(name, "/").body()).contains("dear private key");
        assertThat(output).doesNotContain(key);
        keyIsNowhere(name);
    }

    /** In no form in any file of the installation, nor in an app's image; the files of other texts that were looked for beside it. */
    private Map<String, List<String>> keyIsNowhere(String app, String... others) {
        var search = new KeySearch(firn, folder);
        List<String> forms = new ArrayList<>(KeySearch.forms(key));
        forms.add(header());
        List<String> texts = new ArrayList<>(forms);
        texts.addAll(List.of(others));
        Map<String, List<String>> found = search.files(texts);
        assertThat(found).doesNotContainKeys(forms.toArray(String[]::new));
        assertThat(search.inImage(key, app)).isFalse();
        return found;
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

    private static String integrity(byte[] archive) throws Exception {
        return "sha512-"
                + Base64.getEncoder()
                        .encodeToString(MessageDigest.getInstance("SHA-512").digest(archive));
    }

    private String lock(byte[] archive) throws Exception {
        return """
                {"name": "hello", "version": "1.0.0", "lockfileVersion": 3, "requires": true, "packages": {
                  "": {"name": "hello", "version": "1.0.0", "dependencies": {"@acme/polite": "1.2.0"}},
                  "node_modules/@acme/polite": {"version": "1.2.0", "resolved": "http://%s%s", "integrity": "%s"}}}
                """
                .formatted(place(), FILE, integrity(archive));
    }
}
