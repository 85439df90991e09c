package io.firn.image;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;

import io.firn.ReachableFromNodes;
import io.firn.TestDatabase;
import io.firn.access.Scope;
import io.firn.access.Tokens;
import io.firn.cache.Cache;
import io.firn.cache.Ingest;
import io.firn.deploy.swarm.SwarmLab;
import io.firn.exec.Command;
import io.firn.exec.LocalExecutor;
import io.firn.exec.Result;
import io.firn.exec.SshExecutor;
import io.firn.farm.LabBuilder;
import io.firn.lab.Installation;
import io.firn.lab.OneAtATime;
import io.firn.lab.Repository;
import io.firn.lab.SharesInstallation;
import io.firn.nix.NixCommands;
import io.firn.nix.PathInfo;
import io.firn.nix.PathInfoJson;
import io.firn.nix.StorePath;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real Engine pulls and runs the image of a real closure of a builder. */
@OneAtATime
@SharesInstallation
@QuarkusTest
@WithTestResource(TestDatabase.class)
@TestProfile(ReachableFromNodes.class)
class RegistryDoorIT {
    private static final Duration LONG = Duration.ofMinutes(3);
    private static final String APP = "registry-door";

    @Inject
    Cache cache;

    @Inject
    Images images;

    @Inject
    Tokens tokens;

    private final LocalExecutor here = new LocalExecutor();

    @Test
    void enginePullsAndRunsTheImageOfAClosure(@TempDir Path dockerConfig) throws Exception {
        StorePath root = closureOfABuilder(dockerConfig.resolve("sources"));
        String repo = "it-" + UUID.randomUUID().toString().substring(0, 8);
        ImageReference image = images.of(UUID.randomUUID(), repo, root);
        assertThat(images.of(UUID.randomUUID(), repo, root)).isEqualTo(image);
        String host = System.getProperty("firn.it.registry.host", "127.0.0.1") + ":" + port();
        String token = tokens.shortLived(Scope.IMAGE_PULL, repo, Duration.ofHours(1));

        assertThat(docker(dockerConfig, "pull", "--quiet", image.at(host)).exit())
                .as("a pull without a token")
                .isNotZero();
        here.run(docker("login", "--username", "firn", "--password-stdin", host)
                        .withEnv("DOCKER_CONFIG", dockerConfig.toString())
                        .withStdin(() -> new ByteArrayInputStream(token.getBytes(StandardCharsets.UTF_8))))
                .orFail("log in", "");
        docker(dockerConfig, "pull", "--quiet", image.at(host)).orFail("pull the image", "");
        String container = docker(
                        dockerConfig,
                        "run",
                        "--detach",
                        "--read-only",
                        "--tmpfs=/tmp",
                        "--env=PORT=8080",
                        "--publish=8080",
                        image.at(host))
                .orFail("run the image", "")
                .text();
        try {
            String published = docker(dockerConfig, "port", container, "8080/tcp")
                    .text()
                    .lines()
                    .findFirst()
                    .orElseThrow();
            String port = published.substring(published.lastIndexOf(':') + 1);
            assertThat(answer(URI.create("http://" + SwarmLab.ownAddress() + ":" + port + "/")))
                    .isLessThan(500);
        } finally {
            docker(dockerConfig, "rm", "--force", container);
            docker(dockerConfig, "rmi", image.at(host));
        }
        given().auth()
                .preemptive()
                .basic("firn", token)
                .header("Range", "bytes=0-8")
                .get("/v2/" + repo + "/blobs/" + images.layers(image).getFirst().digest())
                .then()
                .statusCode(206)
                .header("Content-Range", containsString("bytes 0-8/"));
    }

    /** An app that the installation built, taken from the builder that has it. */
    private StorePath closureOfABuilder(Path sources) throws IOException {
        Installation firn = Installation.required();
        Path hello = firn.distribution().resolve("buildpacks/nodejs/examples/hello");
        Repository.of(firn, hello, sources, APP).push().ok();
        StorePath root = StorePath.parse(firn.json("GET", "/apps/" + APP + "/deployments?limit=1", "")
                .path("items")
                .path(0)
                .path("storePath")
                .asText());
        for (int number : firn.builders()) {
            try (SshExecutor builder = LabBuilder.required(number).connect()) {
                if (builder.run(Command.of("ls", root + "/firn.json")).ok()) {
                    return ingested(builder, root);
                }
            }
        }
        throw new AssertionError("no builder has " + root);
    }

    private StorePath ingested(SshExecutor builder, StorePath root) throws IOException {
        List<PathInfo> closure = PathInfoJson.parse(
                builder.run(NixCommands.closure(List.of(root)).within(LONG)).text());
        try (Ingest ingest = cache.begin()) {
            for (PathInfo info : closure) {
                ingest.add(info, out -> builder.stream(
                                NixCommands.dump(info.path()).within(LONG), out::write)
                        .orFail("read " + info.path(), ""));
            }
            ingest.commit(root);
        }
        return root;
    }

    private Result docker(Path config, String... arguments) {
        return here.run(docker(arguments).withEnv("DOCKER_CONFIG", config.toString()));
    }

    private static Command docker(String... arguments) {
        return Command.of("docker")
                .with(arguments)
                .withEnv("DOCKER_HOST", SwarmLab.ENGINE)
                .within(LONG);
    }

    /** The status that the app answers with, once it answers. */
    private static int answer(URI address) throws Exception {
        try (var client = HttpClient.newHttpClient()) {
            for (int tries = 0; ; tries++) {
                try {
                    return client.send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString())
                            .statusCode();
                } catch (IOException notYet) {
                    if (tries > 100) {
                        throw notYet;
                    }
                    Thread.sleep(100);
                }
            }
        }
    }

    private static int port() {
        return ConfigProvider.getConfig().getValue("quarkus.http.test-port", Integer.class);
    }
}
