package io.firn.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A Node.js app without a lock file: npm chooses once, and what it chose stays until package.json or an upgrade asks for others. */
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

    private static String manifest(String dependencies) {
        return """
                {"name": "hello", "version": "1.0.0", "private": true, "scripts": {"start": "node server.js"},
                 "dependencies": {%s}}
                """
                .formatted(dependencies);
    }

    private static String server() {
        return """
                const found = require("ms/package.json").version;
                require("node:http").createServer((_, answer) => answer.end(found)).listen(process.env.PORT);
                """;
    }
}
