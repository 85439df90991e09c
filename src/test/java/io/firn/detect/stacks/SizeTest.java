package io.firn.detect.stacks;

import static io.firn.detect.stacks.DetectionTest.DETECTION;
import static org.assertj.core.api.Assertions.assertThat;

import io.firn.tree.FolderTree;
import io.firn.tree.TreeLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Detection of large repositories: what is read does not grow with them. */
class SizeTest {
    private static final int FILES = 50_000;

    @TempDir
    Path folder;

    @Test
    void ofFiftyThousandFilesOnlyAFewAreReadWhateverTheStack() throws IOException {
        fill();
        Map<String, Map<String, String>> apps = new TreeMap<>(Map.of(
                "nodejs", Map.of("package.json", "{\"scripts\": {\"start\": \"node x\", \"build\": \"vite build\"}}"),
                "python",
                        Map.of(
                                "requirements.txt",
                                "flask",
                                "app.py",
                                "from flask import Flask\napp = Flask(__name__)\n"),
                "go", Map.of("go.mod", "module a\n", "main.go", "package main\n\nfunc main() {}\n"),
                "static", Map.of("index.html", ""),
                "nothing", Map.of("README", "")));
        for (var app : apps.entrySet()) {
            for (var file : app.getValue().entrySet()) {
                Files.writeString(folder.resolve(file.getKey()), file.getValue());
            }
            var tree = new CountedTree(FolderTree.of(folder, TreeLimits.DEFAULT));
            long begin = System.nanoTime();
            var look = DETECTION.look("shop", tree);
            long took = Duration.ofNanos(System.nanoTime() - begin).toMillis();
            System.out.printf(
                    "%s of %d files: %d files read, %d folders listed, %d ms%n",
                    app.getKey(), FILES, tree.reads.size(), tree.listings.size(), took);
            assertThat(look.plan().isPresent()).isEqualTo(!app.getKey().equals("nothing"));
            assertThat(tree.wholes).isZero();
            assertThat(tree.reads).hasSizeLessThan(40);
            assertThat(tree.listings).hasSizeLessThan(120);
            for (String file : app.getValue().keySet()) {
                Files.delete(folder.resolve(file));
            }
        }
    }

    /** 20 folders at the root, 25 below each, 100 files in each of those. */
    private void fill() throws IOException {
        for (int n = 0; n < FILES / 100; n++) {
            Path leaf = Files.createDirectories(folder.resolve("part" + n % 20 + "/src" + n / 20));
            for (int f = 0; f < 100; f++) {
                Files.createFile(leaf.resolve("file" + f + ".txt"));
            }
        }
    }
}
