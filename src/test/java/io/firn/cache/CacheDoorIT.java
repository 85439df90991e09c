package io.firn.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.firn.TestDatabase;
import io.firn.access.Scope;
import io.firn.access.Tokens;
import io.firn.cache.CacheFixture.TestPath;
import io.firn.exec.Command;
import io.firn.exec.Result;
import io.firn.exec.SshExecutor;
import io.firn.farm.LabBuilder;
import io.firn.lab.OneAtATime;
import io.firn.nix.StorePath;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A stock Nix client on a builder of the lab reads from the running service. */
@OneAtATime
@QuarkusTest
@WithTestResource(TestDatabase.class)
class CacheDoorIT {
    @Inject
    Cache cache;

    @Inject
    Tokens tokens;

    private LabBuilder builder;
    private SshExecutor client;
    private final String folder = "/tmp/firn-cache-" + UUID.randomUUID();

    @BeforeEach
    void connect() throws IOException {
        builder = LabBuilder.required(1);
        client = builder.connect();
    }

    @AfterEach
    void tidyUp() {
        if (client != null) {
            client.run(Command.of("sh", "-c", "chmod -R u+w " + folder + "; rm -rf " + folder));
            client.close();
        }
    }

    @Test
    void stockClientSubstitutesASignedClosure() throws IOException {
        TestPath library = CacheFixture.path("library", "the library, " + UUID.randomUUID());
        TestPath app = CacheFixture.path("app", "refers to " + library.path() + "\n", library.path());
        commit(app, library);
        netrc(tokens.shortLived(Scope.CACHE_READ, "*", Duration.ofMinutes(5)));

        Result substituted = substitute(cache.publicKey().toString(), app);

        assertThat(substituted.err()).doesNotContain("error");
        assertThat(substituted.exit()).isZero();
        assertThat(client.run(Command.of("cat", folder + "/store" + app.path())).text())
                .isEqualTo("refers to " + library.path());
        assertThat(client.run(Command.of("cat", folder + "/store" + library.path()))
                        .exit())
                .isZero();
    }

    @Test
    void anotherKeyThanTheFarmsIsNotBelieved() throws IOException {
        TestPath app = CacheFixture.path("app", "signed by the farm, " + UUID.randomUUID());
        commit(app);
        netrc(tokens.shortLived(Scope.CACHE_READ, "*", Duration.ofMinutes(5)));

        Result refused = substitute(CacheFixture.KEY.publicKey().toString(), app);

        assertThat(refused.exit()).isNotZero();
    }

    @Test
    void withoutATokenNothingIsServed() throws IOException {
        TestPath app = CacheFixture.path("app", "not for all, " + UUID.randomUUID());
        commit(app);
        netrc("wrong");

        assertThat(substitute(cache.publicKey().toString(), app).exit()).isNotZero();
    }

    @Test
    void stockClientUploadsAContentAddressedPath() {
        netrc(tokens.shortLived(Scope.CACHE_WRITE, "*", Duration.ofMinutes(5)));
        String text = "brought along, " + UUID.randomUUID();
        client.run(Command.of("tee", folder + "/text")
                        .withStdin(() -> new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8))))
                .orFail("write a file", "");
        for (String store : List.of("?compression=xz", "?compression=zstd", "?compression=none")) {
            String path = nix(
                            "store",
                            "add-file",
                            "--store",
                            folder + "/store",
                            "--name",
                            "text" + store.length(),
                            folder + "/text")
                    .orFail("add a file", "")
                    .text();
            Result copied = nix("copy", "--from", folder + "/store", "--to", url() + store, path);
            assertThat(copied.err()).doesNotContain("error");
            assertThat(copied.exit()).isZero();
            assertThat(cache.valid(StorePath.parse(path))).isTrue();
        }
    }

    private Result nix(String... arguments) {
        var argv = new ArrayList<>(List.of("nix", "--extra-experimental-features", "nix-command"));
        argv.addAll(List.of(arguments));
        argv.addAll(List.of("--option", "netrc-file", folder + "/netrc"));
        return client.run(Command.of(argv).withEnv("NIX_REMOTE", "local").withEnv("XDG_CACHE_HOME", folder + "/cache"));
    }

    private void commit(TestPath root, TestPath... others) {
        try (Ingest ingest = cache.begin()) {
            for (TestPath path : others) {
                ingest.add(path.info(), path.stream());
            }
            ingest.add(root.info(), root.stream());
            ingest.commit(root.path());
        }
    }

    /** Into a store of its own, so that no test finds what another left. */
    private Result substitute(String trusted, TestPath path) {
        var argv = new ArrayList<>(List.of("nix", "--extra-experimental-features", "nix-command"));
        argv.addAll(List.of("copy", "--from", url(), "--to", folder + "/store"));
        argv.addAll(List.of("--option", "netrc-file", folder + "/netrc"));
        argv.addAll(List.of("--option", "trusted-public-keys", trusted));
        argv.add(path.path().toString());
        return client.run(Command.of(argv).withEnv("NIX_REMOTE", "local").withEnv("XDG_CACHE_HOME", folder + "/cache"));
    }

    private void netrc(String token) {
        String host = host();
        byte[] line = ("machine " + host + " login firn password " + token + "\n").getBytes(StandardCharsets.UTF_8);
        client.run(Command.of("mkdir", "-p", folder)).orFail("make a folder", "");
        client.run(Command.of("tee", folder + "/netrc").withStdin(() -> new ByteArrayInputStream(line)))
                .orFail("write a file", "");
    }

    private String url() {
        int port = ConfigProvider.getConfig().getValue("quarkus.http.test-port", Integer.class);
        return "http://" + host() + ":" + port + "/cache";
    }

    /** The first address of the lab's network is this machine. */
    private String host() {
        return builder.peer().host().replaceFirst("\\.[0-9]+$", ".1");
    }
}
