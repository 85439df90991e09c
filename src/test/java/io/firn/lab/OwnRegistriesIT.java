package io.firn.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Apps whose lock files name packages of a registry that the operator has set ({@code firn.mirror.<registry>}): crates by their
 * checksums, Composer's packages and Go's modules by hashes that are looked up once and recorded.
 */
@BreaksInstallation
@LongTest
class OwnRegistriesIT extends OwnRegistries {
    OwnRegistriesIT() throws IOException {
        super("crates", "packagist", "goproxy");
    }

    @Test
    void rustWithACrate() throws IOException {
        String sum = registry.crate(
                Files.createDirectories(folder.resolve("crate")),
                "polite",
                "1.2.0",
                Map.of(
                        "Cargo.toml",
                        "[package]\nname = \"polite\"\nversion = \"1.2.0\"\nedition = \"2021\"\n",
                        "src/lib.rs",
                        "pub fn of(text: &str) -> String { format!(\"dear {text}\\n\") }\n"));
        Repository app = Repository.of(firn, Path.of("buildpacks/rust/examples/hello"), folder, "own-rust");
        app.write(
                "Cargo.toml",
                Files.readString(app.folder().resolve("Cargo.toml")) + "\n[dependencies]\npolite = \"1.2\"\n");
        app.write(
                "Cargo.lock",
                """
                version = 3

                [[package]]
                name = "hello"
                version = "0.1.0"
                dependencies = [
                 "polite",
                ]

                [[package]]
                name = "polite"
                version = "1.2.0"
                source = "registry+%s"
                checksum = "%s"
                """
                        .formatted(cratesIndex(), sum));
        app.edit("src/main.rs", "\"hello from rust\\n\"", "polite::of(\"crate\")");
        app.commit("with a crate").push().ok();
        assertThat(firn.visit("own-rust", "/").body()).contains("dear crate");
        // Only the app's own package is compiled after an edit of its code.
        String second = app.edit("src/main.rs", "\"crate\"", "\"second crate\"")
                .commit("an edit")
                .push()
                .ok()
                .output();
        assertThat(second).contains("Compiling hello v0.1.0").doesNotContain("Compiling polite");
        assertThat(firn.visit("own-rust", "/").body()).contains("dear second crate");
    }

    @Test
    void phpWithAPackage() throws IOException {
        registry.composer(
                "example/polite",
                "1.0.0",
                "abc123",
                new TreeMap<>(Map.of(
                        "composer.json",
                        "{\"name\": \"example/polite\", \"autoload\": {\"psr-4\": {\"Example\\\\Polite\\\\\":"
                                + " \"src/\"}}}",
                        "src/Letter.php",
                        "<?php\n"
                                + "namespace Example\\Polite;\n"
                                + "final class Letter { public static function to(string $n): string { return \"dear $n\";"
                                + " } }\n")));
        Repository app = Repository.of(firn, Path.of("buildpacks/php/examples/composer"), folder, "own-php");
        app.edit("composer.json", "\"ext-json\": \"*\"", "\"ext-json\": \"*\", \"example/polite\": \"^1.0\"");
        app.edit(
                "composer.lock",
                "\"packages\": []",
                """
                "packages": [{"name": "example/polite", "version": "1.0.0", "type": "library",
                  "dist": {"type": "zip", "url": "https://packages.invalid/polite.zip", "reference": "abc123", "shasum": ""},
                  "autoload": {"psr-4": {"Example\\\\Polite\\\\": "src/"}}}]""");
        app.edit("public/index.php", "(new Example\\Greeting())->of(42)", "Example\\Polite\\Letter::to('package')");
        app.commit("with a package").push().ok();
        assertThat(firn.visit("own-php", "/").body()).contains("dear package");
    }

    @Test
    void goWithAModule() throws IOException {
        String sum = registry.module(
                "example.org/polite",
                "v1.2.0",
                new TreeMap<>(Map.of(
                        "go.mod",
                        "module example.org/polite\n\ngo 1.19\n",
                        "polite.go",
                        "package polite\n\nfunc To(name string) string { return \"dear \" + name }\n")));
        Repository app = Repository.of(firn, Path.of("buildpacks/go/examples/hello"), folder, "own-go");
        app.write("go.mod", Files.readString(app.folder().resolve("go.mod")) + "\nrequire example.org/polite v1.2.0\n");
        app.write("go.sum", sum);
        app.edit("main.go", "import (", "import (\n\t\"example.org/polite\"");
        app.edit("main.go", "\"Hello from Go\"", "polite.To(\"module\")");
        app.commit("with a module").push().ok();
        assertThat(firn.visit("own-go", "/").body()).contains("dear module");
    }

    /** Cargo replaces the sources of one index by the vendor folder: the one that it has built in. */
    private static String cratesIndex() throws IOException {
        return Files.readString(Path.of("buildpacks/rust/examples/vendored/Cargo.lock"))
                .replaceFirst("(?s).*registry\\+([^\"]+)\".*", "$1");
    }
}
