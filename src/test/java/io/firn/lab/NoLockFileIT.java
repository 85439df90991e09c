package io.firn.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A Node.js app without a lock file: its package manager chooses once, and what it chose stays until package.json or an upgrade asks for others. */
@LongTest
@SharesInstallation
class NoLockFileIT {
    private static final String APP = "no-lock";

    @TempDir
    private Path folder;

    private final Installation firn = Installation.required();

    @Test
    void chosenOnceAndKept() {
        Repository app = Repository.of(firn, Path.of("buildpacks/nodejs/examples/hello"), folder, APP);
        app.git("rm", "-q", "package-lock.json").ok();
        // The oldest that fits is what an app has that was resolved long ago.
        app.write("package.json", manifest("\"ms\": \"2.0.0\"")).write("server.js", server());
        assertThat(app.commit("no lock file").push().output())
                .contains("There is no package-lock.json", "as recorded for this package.json", "1 npm dependencies");
        assertThat(firn.visit(APP, "/").body()).isEqualTo("2.0.0");

        app.write("package.json", manifest("\"ms\": \"^2.0.0\", \"wrappy\": \"1.0.2\""));
        assertThat(app.commit("asks for one more, and for less of the other")
                        .push()
                        .output())
                .contains("2 npm dependencies");
        assertThat(firn.visit(APP, "/").body()).isEqualTo("2.0.0");

        firn.firn("upgrade", "-a", APP).ok();
        assertThat(firn.visit(APP, "/").body()).startsWith("2.").isNotEqualTo("2.0.0");
        String moved = firn.visit(APP, "/").body();

        app.edit("server.js", "answer.end(", "answer.end( ")
                .commit("another line")
                .push();
        assertThat(firn.visit(APP, "/").body()).isEqualTo(moved);
    }

    /** Each manager makes a lock file of its own form, which then stays. */
    @ParameterizedTest
    @CsvSource({
        "yarn-1, yarn@1.22.22, yarn.lock",
        "yarn-4, yarn@4.9.4, yarn.lock",
        "pnpm, pnpm@10.34.9, pnpm-lock.yaml",
        "bun, bun@1.4.5, bun.lock"
    })
    void soDoTheOtherManagers(String name, String manager, String lock) {
        String app = "no-lock-" + name;
        Repository repository = Repository.of(firn, Path.of("buildpacks/nodejs/examples/hello"), folder, app);
        repository.git("rm", "-q", "package-lock.json").ok();
        repository
                .write("package.json", manifest(manager, "\"ms\": \"2.0.0\", \"debug\": \"~4.3.0\""))
                .write("server.js", server());
        assertThat(repository.commit("no lock file").push().ok().output())
                .contains("There is no " + lock, "as recorded for this package.json");
        assertThat(firn.visit(app, "/").body()).isEqualTo("2.0.0");

        repository.edit("server.js", "answer.end(", "answer.end( ").commit("another line");
        assertThat(repository.push().ok().output()).contains("as recorded for this package.json");
        assertThat(firn.visit(app, "/").body()).isEqualTo("2.0.0");
    }

    private static String manifest(String dependencies) {
        return manifest("", dependencies);
    }

    private static String manifest(String manager, String dependencies) {
        return """
                {"name": "hello", "version": "1.0.0", "private": true, "scripts": {"start": "node server.js"},%s
                 "dependencies": {%s}}
                """
                .formatted(manager.isEmpty() ? "" : " \"packageManager\": \"" + manager + "\",", dependencies);
    }

    private static String server() {
        return """
                const found = require("ms/package.json").version;
                require("node:http").createServer((_, answer) => answer.end(found)).listen(process.env.PORT);
                """;
    }
}
