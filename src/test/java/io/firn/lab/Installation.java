package io.firn.lab;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Assumptions;

/**
 * A real installation that {@code firn test} raised: service, builders, Engine, Caddy. Tests reach it as users do, by git, HTTP
 * and the {@code firn} command. Named by the environment variable {@code FIRN_IT_HOME}; a test that needs it and finds none is
 * skipped and says so.
 */
public final class Installation {
    /** What a test locks to have the installation's service for itself, or shares to push to it. Locks are taken by alphabet. */
    public static final String SERVICE = "control plane";

    /** What a test locks to take builders away, or shares to build on them. */
    public static final String BUILDERS = "machines of the builders";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path home;
    private final Path distribution;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    private Installation(Path home, Path distribution) {
        this.home = home;
        this.distribution = distribution;
    }

    /** The installation of this test run; skips the test with a reason where there is none. */
    public static Installation required() {
        String home = System.getenv("FIRN_IT_HOME");
        Assumptions.assumeTrue(
                home != null && Files.isRegularFile(Path.of(home, "settings.properties")),
                "skipped: needs real nodes; run './firn test', which raises them and sets FIRN_IT_HOME");
        return new Installation(Path.of(home), Path.of(System.getProperty("user.dir")));
    }

    /** Whether what takes minutes is asked for, too. */
    static boolean longToo() {
        return "1".equals(System.getenv("FIRN_LONG"));
    }

    /** FIRN_HOME of the installation. */
    public Path home() {
        return home;
    }

    /** The repository root: where the launcher, buildpacks and samples lie. */
    public Path distribution() {
        return distribution;
    }

    /** One of the service's settings, as {@code up} wrote it. */
    public String setting(String key) {
        var properties = new Properties();
        try (var in = Files.newBufferedReader(home.resolve("settings.properties"))) {
            properties.load(in);
        } catch (IOException e) {
            throw new AssertionError("cannot read the installation's settings", e);
        }
        String value = properties.getProperty(key);
        if (value == null) {
            throw new AssertionError("no setting " + key + " in " + properties.stringPropertyNames());
        }
        return value;
    }

    /** Names where the service dies next; see the setting {@code firn.pipeline.crash-file}. */
    public Path crashFile() {
        return Path.of(setting("firn.pipeline.crash-file"));
    }

    /** Base URL of the API and the git door. */
    public String url() {
        return "http://127.0.0.1:" + setting("quarkus.http.port");
    }

    /** The administrator's token. */
    public String token() {
        try {
            return Files.readString(Path.of(setting("firn.bootstrap-token-file")))
                    .strip();
        } catch (IOException e) {
            throw new AssertionError("cannot read the administrator's token", e);
        }
    }

    /** Calls the API with the administrator's token. */
    public HttpResponse<String> api(String method, String path, String body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url() + "/api/v1" + path))
                .timeout(Duration.ofSeconds(60))
                .header("Authorization", "Bearer " + token());
        if (!body.isEmpty()) {
            request.header("Content-Type", "application/json");
        }
        return send(request.method(method, HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    /** Calls the API and reads the answer, which must be a 2xx, as JSON. */
    public JsonNode json(String method, String path, String body) {
        HttpResponse<String> response = api(method, path, body);
        if (response.statusCode() / 100 != 2) {
            throw new AssertionError(
                    method + " " + path + " answered " + response.statusCode() + ": " + response.body());
        }
        try {
            return JSON.readTree(response.body().isEmpty() ? "{}" : response.body());
        } catch (IOException e) {
            throw new AssertionError("not JSON: " + response.body(), e);
        }
    }

    /** Asks an app through the proxy, as a browser would by the name {@code <app>.<domain>}. */
    public HttpResponse<String> visit(String app, String path) {
        String port = setting("firn.edge-port");
        return send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(30))
                .header("Host", app + "." + setting("firn.domain") + ":" + port)
                .build());
    }

    /** Runs the {@code firn} command against this installation. */
    public Ran firn(String... arguments) {
        List<String> argv = new ArrayList<>(List.of(distribution.resolve("firn").toString()));
        argv.addAll(List.of(arguments));
        return Ran.of(distribution, environment(), Duration.ofMinutes(10), argv);
    }

    /** Runs one of the lab's own verbs: {@code builder kill 2}, {@code service start}. */
    public Ran lab(String... arguments) {
        List<String> argv = new ArrayList<>(
                List.of("bash", distribution.resolve("ops/lab/lab.sh").toString()));
        argv.addAll(List.of(arguments));
        return Ran.of(distribution, environment(), Duration.ofMinutes(15), argv);
    }

    /** The numbers of the lab's builders. */
    public List<Integer> builders() {
        return lab("env")
                .ok()
                .output()
                .lines()
                .filter(line -> line.matches("BUILDER_[0-9]+_SSH=.*"))
                .map(line -> Integer.valueOf(line.replaceAll("BUILDER_([0-9]+)_.*", "$1")))
                .toList();
    }

    /** How often systemd started a unit of a build, on all builders together. */
    public long unitStarts(String buildId) {
        return builders().stream()
                .flatMap(
                        number -> lab("builder", "ssh", "" + number, "journalctl -q -o cat -u 'firn-" + buildId + "-*'")
                                .output()
                                .lines())
                .filter(line -> line.startsWith("Started "))
                .count();
    }

    /** The ids of the Swarm services with these labels, {@code io.firn.app-name=shop} for one. */
    public List<String> services(String... labels) {
        List<String> arguments = new ArrayList<>(List.of("service", "ls", "-q"));
        for (String label : labels) {
            arguments.addAll(List.of("--filter", "label=" + label));
        }
        return docker(arguments.toArray(String[]::new)).output().lines().toList();
    }

    /** Asks the installation's Engine, as an operator would. */
    public Ran docker(String... arguments) {
        List<String> argv = new ArrayList<>(List.of("docker", "-H", setting("firn.docker.host")));
        argv.addAll(List.of(arguments));
        return Ran.of(distribution, Map.of(), Duration.ofSeconds(30), argv).ok();
    }

    /** What {@code lab.sh env} tells of the nodes, {@code BUILDER_2_ROOT} for one. */
    public String labValue(String key) {
        return lab("env")
                .ok()
                .output()
                .lines()
                .filter(line -> line.startsWith(key + "="))
                .map(line -> line.substring(key.length() + 1))
                .findFirst()
                .orElseThrow(() -> new AssertionError("lab.sh env does not tell " + key));
    }

    /** Environment that points the launcher and the CLI at this installation. */
    public Map<String, String> environment() {
        return Map.of("FIRN_HOME", home.toString(), "FIRN_URL", url(), "FIRN_TOKEN", token());
    }

    private HttpResponse<String> send(HttpRequest request) {
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new AssertionError(request.uri() + " did not answer: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }
}
