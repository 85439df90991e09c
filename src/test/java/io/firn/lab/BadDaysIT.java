package io.firn.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a pusher sees, and what goes on serving, when something is wrong with the repository, the app or the caller. */
@SharesInstallation
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BadDaysIT {
    private static final String PACKAGE =
            "{\"name\":\"bad\",\"version\":\"1.0.0\",\"scripts\":{\"start\":\"node server.js\"}}\n";
    private static final String GOOD =
            "require('http').createServer((q, s) => s.end('all is well')).listen(process.env.PORT, '0.0.0.0')\n";

    private Installation firn;

    @TempDir
    private static Path folder;

    private final Map<String, Future<Ran>> pushes = new HashMap<>();

    /**
     * An app whose second release is not well.
     *
     * @param said what the pusher must be told
     */
    record Bad(String app, String server, List<String> said) {
        @Override
        public String toString() {
            return app;
        }
    }

    static Stream<Bad> badSeconds() {
        return Stream.of(
                new Bad(
                        "bad-exit",
                        "console.error('no database here'); process.exit(7)\n",
                        List.of("7", "no database here")),
                new Bad("bad-silent", "setInterval(() => {}, 1000)\n", List.of("PORT")),
                new Bad("bad-local", GOOD.replace("'0.0.0.0'", "'127.0.0.1'"), List.of("0.0.0.0")),
                new Bad(
                        "bad-error",
                        GOOD.replace("s.end('all is well')", "{ s.statusCode = 500; s.end('oops') }"),
                        List.of("500")));
    }

    /** Releases that never get well are mostly waited for: they go out together. */
    @BeforeAll
    void findInstallation() {
        firn = Installation.required();
        var pushers = Executors.newFixedThreadPool(2);
        badSeconds().forEach(bad -> pushes.put(bad.app(), pushers.submit(() -> breakSecondRelease(bad))));
        pushers.shutdown();
    }

    @Test
    void unknownStackSaysWhatWasLookedFor() {
        Ran push =
                app("bad-stack", Map.of("minutes.txt", "Present: everybody.\n")).push();
        assertThat(push.output()).contains("package.json", "requirements.txt", "go.mod", "index.html");
        assertThat(firn.visit("bad-stack", "/").statusCode()).isNotEqualTo(200);
    }

    @Test
    void failedBuildShowsLastLinesAndExitCodeAndOldReleaseServesOn() {
        Repository app = good("bad-build");
        assertThat(app.push().ok().output()).contains("v1");
        app.write(
                        "package.json",
                        "{\"name\":\"bad\",\"version\":\"1.0.0\",\"scripts\":{\"start\":\"node server.js\","
                                + "\"build\":\"echo about-to-fail && exit 3\"}}\n")
                .commit("break the build");
        assertThat(app.push().output()).contains("about-to-fail", "3", "v1", "serv");
        assertThat(firn.visit("bad-build", "/").body()).isEqualTo("all is well");
    }

    @ParameterizedTest
    @MethodSource("badSeconds")
    void badSecondReleaseIsToldItsReasonAndTheOldOneServesOn(Bad bad) throws Exception {
        Ran push = Objects.requireNonNull(pushes.get(bad.app())).get();
        assertThat(push.output()).contains(bad.said()).contains("v1");
        assertThat(firn.visit(bad.app(), "/").body()).isEqualTo("all is well");
    }

    @Test
    void wrongTokenIsRefusedWithOneSentence() {
        Repository app = good("bad-token");
        String url = firn.url().replace("http://", "http://firn:firn_wrong@") + "/git/bad-token.git";
        Ran push = app.git("push", url, "HEAD:refs/heads/main");
        assertThat(push.exit()).isNotZero();
        assertThat(push.output()).contains("Authentication failed").doesNotContain("Exception");
    }

    @Test
    void unknownAppIsRefusedWithTheCommandThatMakesIt() {
        Repository app = good("bad-unknown");
        Ran push = app.git(
                "-c",
                "http.extraHeader=Authorization: Bearer " + firn.token(),
                "push",
                firn.url() + "/git/no-such-app.git",
                "HEAD:refs/heads/main");
        assertThat(push.exit()).isNotZero();
        assertThat(push.output()).contains("not found").doesNotContain("Exception");
    }

    @Test
    void symlinkOutOfTheTreeIsRefusedByName() throws IOException {
        Repository app = good("bad-link");
        Files.createSymbolicLink(app.folder().resolve("peek"), Path.of("../../../etc/passwd"));
        Ran push = app.commit("a link out").push();
        assertThat(push.exit()).isNotZero();
        assertThat(push.output()).contains("peek");
    }

    @Test
    void fileOfZerosOverTheLimitIsRefused() throws IOException {
        Repository app = good("bad-zeros");
        try (var file =
                new java.io.RandomAccessFile(app.folder().resolve("zeros.bin").toFile(), "rw")) {
            file.setLength(300L * 1024 * 1024);
        }
        Ran push = app.commit("zeros").push();
        assertThat(push.exit()).isNotZero();
        assertThat(push.output()).contains("limit");
    }

    @Test
    void fileOfRandomBytesOverTheLimitIsRefused() throws IOException {
        Repository app = good("bad-random");
        byte[] piece = new byte[1024 * 1024];
        var random = new Random(42);
        try (var out = Files.newOutputStream(app.folder().resolve("random.bin"))) {
            for (int i = 0; i < 140; i++) {
                random.nextBytes(piece);
                out.write(piece);
            }
        }
        Ran push = app.commit("random").push();
        assertThat(push.exit()).isNotZero();
        assertThat(push.output()).contains("limit");
    }

    @Test
    void namesThatWouldBreakAShellOrANixStringAreJustNames() {
        Repository app = app(
                "bad-names",
                Map.of(
                        "package.json",
                        "{\"name\":\"bad\",\"version\":\"1.0.0\",\"scripts\":{\"start\":\"node server.js\","
                                + "\"build\":\"echo '${PATH}' \\\"''\\\" '${builtins.currentTime}' > built.txt\"}}\n",
                        "server.js",
                        "const fs = require('fs')\nrequire('http').createServer((q, s) => s.end("
                                + "fs.readdirSync('.').filter(n => n.startsWith('odd')).sort().join('|') + '|' + "
                                + "fs.readFileSync('built.txt', 'utf8'))).listen(process.env.PORT)\n",
                        "odd$(touch pwned);'\"`x`.txt",
                        "x",
                        "odd${builtins.abort \"no\"}''.txt",
                        "x",
                        "odd -rf \\ .txt",
                        "x"));
        app.push().ok();
        String body = firn.visit("bad-names", "/").body();
        assertThat(body)
                .contains("odd$(touch pwned);'\"`x`.txt", "odd${builtins.abort \"no\"}''.txt", "odd -rf \\ .txt")
                .contains("${PATH} '' ${builtins.currentTime}");
    }

    private Ran breakSecondRelease(Bad bad) {
        Repository app = good(bad.app());
        app.push().ok();
        assertThat(firn.visit(bad.app(), "/").body()).isEqualTo("all is well");
        return app.write("server.js", bad.server()).commit("break it").push();
    }

    private Repository good(String name) {
        return app(name, Map.of("package.json", PACKAGE, "server.js", GOOD));
    }

    private Repository app(String name, Map<String, String> files) {
        try {
            Path source = Files.createDirectories(
                    folder.resolve("source-" + name + HexFormat.of().toHexDigits(System.nanoTime())));
            for (var file : files.entrySet()) {
                Files.writeString(source.resolve(file.getKey()), file.getValue());
            }
            return Repository.of(firn, source, folder, name);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
