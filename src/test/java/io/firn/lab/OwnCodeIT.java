package io.firn.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Nix code of a repository's own: what it may see, and that it sees nothing else, whatever it asks for. */
@BreaksInstallation
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OwnCodeIT {
    private static final Path EXAMPLES = Path.of("buildpacks");

    @TempDir
    private Path folder;

    private final Installation firn = Installation.required();
    private final RegistryForApps registry;
    private String settings = "";

    OwnCodeIT() throws IOException {
        registry = new RegistryForApps();
    }

    @BeforeAll
    void codeHostIsSet() throws IOException {
        Path file = firn.home().resolve("settings.properties");
        settings = Files.readString(file);
        Files.writeString(file, "\nfirn.mirror.github=" + registry.base("github") + "\n", StandardOpenOption.APPEND);
        restart();
    }

    @AfterAll
    void settingsAreAsTheyWere() throws IOException {
        Files.writeString(firn.home().resolve("settings.properties"), settings);
        restart();
        registry.close();
    }

    @Test
    void inputOfACodeHostIsThereBeforeTheEvaluation() throws IOException {
        String revision = "0123456789abcdef0123456789abcdef01234567";
        String hash = registry.commit(
                folder,
                "acme",
                "words",
                revision,
                new TreeMap<>(Map.of(
                        "flake.nix",
                        "{ outputs = { self }: { lib.text = builtins.readFile ./text; }; }",
                        "text",
                        "far words")));
        Repository app = Repository.of(firn, EXAMPLES.resolve("flake/examples/hello"), folder, "own-input");
        app.edit("flake.nix", "{ self, firn }", "{ self, firn, words }");
        app.edit(
                "flake.nix",
                "server = ./src/server.py;",
                "server = builtins.toFile \"server.py\" (builtins.replaceStrings [ \"an own flake\" ] [ words.lib.text ] (builtins.readFile ./src/server.py));");
        app.write("flake.lock", lock(revision, hash));
        app.commit("words of another repository").push().ok();
        assertThat(firn.visit("own-input", "/").body()).contains("hello from far words");

        app.write("flake.lock", lock(revision, "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="));
        String output = app.commit("another hash").push().output();
        assertThat(output).contains("flake.lock says sha256-47DEQ");
    }

    @Test
    void filesOfTheMachineAreNotRead() {
        assertThat(refused("reads", "builtins.readFile \"/etc/passwd\""))
                .contains("its Nix code reads '/etc', which is no part of it")
                .doesNotContain("root:x:0");
    }

    @Test
    void nothingIsFetchedWhileItIsEvaluated() {
        assertThat(refused("fetches", "builtins.readFile (builtins.fetchurl \"http://example.invalid/x\")"))
                .contains("its Nix code fetches 'http://example.invalid/x'");
        String pinned = "builtins.readFile (builtins.fetchurl { url = \"http://example.invalid/x\"; sha256 ="
                + " \"0000000000000000000000000000000000000000000000000000\"; })";
        assertThat(refused("fetches-pinned", pinned)).contains("its Nix code fetches 'http://example.invalid/x'");
    }

    @Test
    void resultOfABuildIsNotImported() {
        String built =
                "import (set.build { name = \"code.nix\"; script = builtins.toFile \"x.sh\" \"echo 1 > $out\"; })";
        assertThat(refused("imports", "toString (" + built + ")")).contains("needs the result of a build");
    }

    @Test
    void fetchOfItsOwnReachesNothingOfTheNetwork() {
        String own = "\"${derivation { name = \"x\"; system = \"builtin\"; builder = \"builtin:fetchurl\"; url = \""
                + firn.setting("firn.node-url") + "/q/health/live\"; urls = [ ]; outputHashMode = \"flat\";"
                + " outputHashAlgo = \"sha256\"; outputHash = \"47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\"; }}\"";
        assertThat(refused("reaches", own)).containsPattern("(?i)(unable to download|could not|failed to) ?.*connect");
    }

    /** Pushes a flake with an expression in its package's name of data, and gives what the pusher saw. */
    private String refused(String name, String expression) {
        Repository app = Repository.of(firn, EXAMPLES.resolve("flake/examples/hello"), folder, "own-" + name);
        app.edit("flake.nix", "data = {", "data = { hostile = " + expression + ";");
        Ran push = app.commit("hostile").push();
        assertThat(push.output()).contains("Could not build");
        return push.output();
    }

    private void restart() {
        firn.lab("service", "stop").ok();
        firn.lab("service", "start").ok();
    }

    private static String lock(String revision, String hash) {
        return """
                {"nodes": {"root": {"inputs": {"words": "words"}},
                  "words": {"locked": {"type": "github", "owner": "acme", "repo": "words", "rev": "%s", "narHash": "%s"}}},
                 "root": "root", "version": 7}
                """
                .formatted(revision, hash);
    }
}
