package io.firn.detect.stacks;

import static io.firn.detect.stacks.DetectionTest.DETECTION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.firn.detect.Look;
import io.firn.fault.Fault;
import io.firn.tree.FolderTree;
import io.firn.tree.MapTree;
import io.firn.tree.Tree;
import io.firn.tree.TreeLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Repositories that mean harm: each is refused with a sentence, or planned as if the harm were not there. */
class HostileTreesTest {
    private static final String NODE = "{\"scripts\": {\"start\": \"node x\"}}";

    @TempDir
    Path folder;

    @Test
    void linksOutOfTheTreeAreNotFollowed(@TempDir Path outside) throws IOException {
        Files.writeString(folder.resolve("package.json"), NODE);
        Path secret = Files.writeString(outside.resolve("secret.txt"), "web: cat secret");
        Files.createSymbolicLink(folder.resolve("Procfile"), secret);
        assertThatThrownBy(() -> DETECTION.plan("shop", tree()))
                .isInstanceOf(Fault.class)
                .hasMessageContaining("a link out of the tree");
        Files.delete(folder.resolve("Procfile"));
        Files.createDirectory(folder.resolve("real"));
        Files.writeString(folder.resolve("real/index.html"), "");
        Files.createSymbolicLink(folder.resolve("public"), Path.of("real"));
        assertThat(DETECTION.plan("shop", tree()).site()).isNull();
    }

    @Test
    void aLinkInsideTheTreeIsNoFile() {
        Tree tree = MapTree.builder()
                .file("package.json", NODE.getBytes(java.nio.charset.StandardCharsets.UTF_8))
                .link("Procfile", "package.json")
                .link("firn.toml", "package.json")
                .link(".nvmrc", "package.json")
                .build();
        assertThat(DETECTION.look("shop", tree).unmet()).singleElement().satisfies(fault -> assertThat(fault)
                .hasMessageContaining("firn.toml"));
    }

    @Test
    void aPipeIsRefusedAndNeverRead() throws IOException, InterruptedException {
        Files.writeString(folder.resolve("package.json"), NODE);
        int made = new ProcessBuilder("mkfifo", folder.resolve("Procfile").toString())
                .start()
                .waitFor();
        assumeTrue(made == 0, "skipped: mkfifo makes no pipe here");
        assertThatThrownBy(() -> DETECTION.plan("shop", tree()))
                .isInstanceOf(Fault.class)
                .hasMessageContaining("a device, a socket or a pipe");
    }

    @Test
    void aHundredThousandEntriesAtTheRootAreSurvived() {
        var builder = MapTree.builder();
        builder.file("package.json", NODE.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        for (int n = 0; n < 100_000; n++) {
            builder.file("file" + n, new byte[0]);
        }
        var counted = new CountedTree(builder.build());
        assertThat(DETECTION.plan("shop", counted).stack()).isEqualTo("nodejs");
        assertThat(counted.reads).hasSizeLessThan(40);
    }

    @Test
    void tooManyEntriesInOneFolderAreRefused() throws IOException {
        for (int n = 0; n < 60; n++) {
            Files.createFile(folder.resolve("f" + n));
        }
        var limits = new TreeLimits(1 << 20, 1 << 20, 50, 10, 100);
        assertThatThrownBy(() -> DETECTION.plan("shop", FolderTree.of(folder, limits)))
                .isInstanceOf(Fault.class)
                .hasMessageContaining("more than 50 entries");
    }

    @Test
    void deepFoldersAreNotWalked() throws IOException {
        Path deep = folder;
        for (int n = 0; n < 150; n++) {
            deep = Files.createDirectory(deep.resolve("d"));
        }
        Files.writeString(folder.resolve("package.json"), NODE);
        assertThat(DETECTION.plan("shop", tree()).stack()).isEqualTo("nodejs");
        Files.writeString(folder.resolve("package.json"), "{\"main\": \"" + "d/".repeat(5000) + "x.js\"}");
        assertThat(DETECTION.look("shop", tree()).unmet()).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "package.json,{",
        "package.json,'[1]'",
        "package.json5,{a:",
        "package.yaml,'a: [b'",
        "package.yaml,'a: &a [*a, *a]'",
        "firn.toml,'x = ['",
        "firn.toml,'[build'",
        "pnpm-workspace.yaml,'packages: ['"
    })
    void brokenFilesGetASentence(String file, String text) {
        Tree tree = file.startsWith("package.")
                ? MapTree.of(file, text)
                : MapTree.of(file, text, "package.json", NODE, "pnpm-lock.yaml", "");
        assertThat(DETECTION.look("shop", tree).unmet())
                .anySatisfy(fault -> assertThat(fault).hasMessageMatching("Could not .*(?s:.*)"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "package.json",
                "package.json5",
                "package.yaml",
                "firn.toml",
                "Procfile",
                "app.json",
                "heroku.yml",
                "mise.toml",
                ".tool-versions",
                ".nvmrc",
                "Staticfile",
                "pnpm-workspace.yaml",
                "angular.json",
                "next.config.js",
                "yarn.lock",
                "pnpm-lock.yaml",
                "go.mod",
                "requirements.txt",
                "pyproject.toml",
                "Gemfile",
                "Gemfile.lock",
                "Cargo.toml",
                "pom.xml",
                "build.gradle",
                "composer.json",
                "Dockerfile"
            })
    void hugeNestedAndStrangeTextsAreSurvivedInEveryFile(String file) {
        for (String text : Stream.of(
                        "[".repeat(100_000),
                        "{\"a\":".repeat(50_000),
                        "a.".repeat(100_000) + "a = 1",
                        "<a>".repeat(100_000),
                        "- ".repeat(50_000) + "a",
                        "((((((((((" + "a".repeat(200_000),
                        " ".repeat(300_000) + "x",
                        "web: " + "\t ".repeat(150_000) + "\n",
                        "\0".repeat(1000),
                        "\uFEFF\uD800",
                        "x".repeat(2 << 20))
                .toList()) {
            Look alone = DETECTION.look("shop", MapTree.of(file, text));
            assertThat(alone.plan().isPresent() || !alone.unmet().isEmpty()).isTrue();
            if (!file.equals("package.json")) {
                Look beside = DETECTION.look(
                        "shop",
                        MapTree.of(
                                file,
                                text,
                                "package.json",
                                "{\"workspaces\": [\"*\"], \"dependencies\": {\"@angular/core\": \"1\", \"next\":"
                                        + " \"1\"}}"));
                assertThat(beside.plan().isPresent() || !beside.unmet().isEmpty())
                        .isTrue();
            }
        }
    }

    @Test
    void namesWithControlCharactersDoNotReachMessages() {
        Look look = DETECTION.look("shop", MapTree.of("firn.toml", "\"a\\u001b[31m\" = 1", "index.html", ""));
        assertThat(look.unmet())
                .allSatisfy(fault -> assertThat(fault.getMessage()).doesNotContain("\u001b"));
        assertThat(look.unmet()).isNotEmpty();
    }

    private Tree tree() {
        return FolderTree.of(folder, TreeLimits.DEFAULT);
    }
}
