package io.firn.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A build uses a secret that is nowhere afterwards; one that would leave it in the app is refused. */
@LongTest
@SharesInstallation
class BuildSecretsIT {
    private static final String APP = "secret-build";

    @TempDir
    private Path folder;

    private final Installation firn = Installation.required();
    private final String key = "key-" + UUID.randomUUID() + UUID.randomUUID();

    @Test
    void secretBuildsTheAppAndIsNowhere() throws Exception {
        Repository app = Repository.of(firn, Path.of("buildpacks/nodejs/examples/hello"), folder, APP);
        app.write(
                "package.json",
                """
                {"name": "hello", "version": "1.0.0", "private": true,
                 "scripts": {"build": "node build.js", "start": "node server.js"}}
                """);
        app.write(
                "build.js",
                """
                const fs = require("node:fs"), key = process.env.LICENCE_KEY;
                console.log("the key is " + key + ", and as text " + Buffer.from(key).toString("base64"));
                console.log("in a file: " + (fs.readFileSync("/run/secrets/LICENCE_KEY", "utf8") === key));
                fs.writeFileSync("licence.txt", "for " + key);
                """);
        app.write(
                "server.js",
                """
                const text = require("node:fs").readFileSync("licence.txt");
                require("node:http").createServer((q, a) => a.end(text)).listen(process.env.PORT);
                """);
        String named = firn.json(
                        "PUT", "/apps/" + APP + "/build-secrets/LICENCE_KEY", "{\"value\": \"%s\"}".formatted(key))
                .toString();
        assertThat(named).contains("LICENCE_KEY").doesNotContain(key);

        String refusal = app.commit("writes the key into the app").push().output();
        assertThat(refusal)
                .contains(
                        "the key is ***",
                        "in a file: true",
                        "a build secret (one of LICENCE_KEY) stands in",
                        "licence.txt")
                .doesNotContain(key);

        app.edit(
                        "build.js",
                        "\"for \" + key",
                        "require(\"node:crypto\").createHash(\"sha256\").update(key).digest(\"hex\")")
                .commit("writes what follows from it")
                .push()
                .ok();

        assertThat(firn.visit(APP, "/").body()).isEqualTo(sha256(key));
        var search = new KeySearch(firn, folder);
        var texts = new ArrayList<>(KeySearch.forms(key));
        texts.add(sha256(key));
        Map<String, List<String>> found = search.files(texts);
        // What the build made is found in the cache's packed archives, so the key would be found, too.
        assertThat(found.remove(sha256(key))).anyMatch(file -> file.endsWith("(packed)"));
        assertThat(found).isEmpty();
        assertThat(search.inImage(sha256(key), APP)).isTrue();
        assertThat(search.inImage(key, APP)).isFalse();
    }

    private static String sha256(String text) throws Exception {
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(digest);
    }
}
