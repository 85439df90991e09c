package io.firn.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.firn.nix.NarHash;
import io.firn.nix.PathInfo;
import io.firn.nix.StorePath;
import io.firn.nix.StorePaths;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.Test;

class LayerTest {
    private static final StorePath FILE = path("file", 1);

    @Test
    void layerHoldsThePathWithFixedTimesOwnersAndModes() throws IOException {
        byte[] tar = tar(LayerContent.Paths.of(List.of(FILE)));
        assertThat(describe(tar))
                .containsExactly(
                        "nix/ 755 0:0 1 -",
                        "nix/store/ 755 0:0 1 -",
                        FILE.toString().substring(1) + " 444 0:0 1 -");
    }

    @Test
    void baseLayerHasWhatProgramsExpect() throws IOException {
        assertThat(describe(tar(new LayerContent.Base("/nix/store/b", "/nix/store/c", "/nix/store/d/ca.crt"))))
                .contains(
                        "bin/sh 777 0:0 1 /nix/store/b/bin/bash",
                        "usr/bin/env 777 0:0 1 /nix/store/c/bin/env",
                        "etc/ssl/certs/ca-certificates.crt 777 0:0 1 /nix/store/d/ca.crt",
                        "tmp/ 1777 0:0 1 -");
    }

    /** Images that exist keep their digests: where this fails, raise the writer's version, then change the digest here. */
    @Test
    void bytesOfTheWriterDoNotChangeWithoutANewVersion() throws Exception {
        var out = new ByteArrayOutputStream();
        LayerWriter.write(new LayerContent.Base("/nix/store/b", "/nix/store/c", "/nix/store/d"), path -> nar(), out);
        LayerWriter.write(LayerContent.Paths.of(List.of(FILE, path("x".repeat(150), 2))), path -> nar(), out);
        assertThat(LayerWriter.VERSION).isEqualTo(1);
        assertThat(Manifests.digest(out.toByteArray()))
                .isEqualTo("sha256:4022a759ae446b2133b563a4bf96e733eb826595f9c496cfd37ff3216777a094");
    }

    @Test
    void changedAppLeavesAllLayersButTheLastAlone() {
        List<PathInfo> before = closure(100, path("app", 1));
        List<PathInfo> after = closure(100, path("app", 2));
        List<LayerContent.Paths> first = LayerPlan.of(before, path("app", 1));
        List<LayerContent.Paths> second = LayerPlan.of(after, path("app", 2));
        assertThat(second.subList(0, second.size() - 1)).isEqualTo(first.subList(0, first.size() - 1));
        assertThat(second.getLast()).isNotEqualTo(first.getLast());
        assertThat(first.size()).isLessThanOrEqualTo(60);
    }

    @Test
    void everyPathIsInExactlyOneLayer() {
        for (int count : new int[] {0, 1, 10, 56, 57, 300}) {
            List<PathInfo> closure = closure(count, path("app", 1));
            var seen = new ArrayList<String>();
            LayerPlan.of(closure, path("app", 1)).forEach(layer -> seen.addAll(layer.paths()));
            assertThat(new HashSet<>(seen)).hasSameSizeAs(seen);
            assertThat(seen)
                    .containsExactlyInAnyOrderElementsOf(
                            closure.stream().map(info -> info.path().toString()).toList());
        }
    }

    @Test
    void windowLetsExactlyItsPartThrough() throws IOException {
        byte[] all = new byte[1000];
        new java.util.Random(1).nextBytes(all);
        for (int[] part : new int[][] {{0, 1000}, {0, 1}, {999, 1}, {100, 300}, {511, 2}}) {
            var out = new ByteArrayOutputStream();
            var window = new WindowOutputStream(out, part[0], part[1]);
            for (int at = 0; at < all.length; at += 37) {
                window.write(all, at, Math.min(37, all.length - at));
            }
            assertThat(out.toByteArray()).isEqualTo(Arrays.copyOfRange(all, part[0], part[0] + part[1]));
        }
    }

    @Test
    void sameInputGivesTheSameImage() {
        var file = new ImageFile(1, List.of("web"), "/nix/store/b", "/nix/store/c", "/nix/store/d", 8080);
        var layer = new Layer(Manifests.digest(new byte[1]), 1, LayerContent.Paths.of(List.of(FILE)));
        var one = Manifests.image("hello", FILE, file, List.of(layer)).reference();
        assertThat(Manifests.image("hello", FILE, file, List.of(layer)).reference())
                .isEqualTo(one);
        assertThat(one.at("127.0.0.1:7480")).startsWith("127.0.0.1:7480/hello@sha256:");
    }

    private static byte[] tar(LayerContent content) throws IOException {
        var out = new ByteArrayOutputStream();
        LayerWriter.write(content, path -> nar(), out);
        return out.toByteArray();
    }

    private static List<String> describe(byte[] tar) throws IOException {
        var lines = new ArrayList<String>();
        try (var in = new TarArchiveInputStream(new ByteArrayInputStream(tar))) {
            for (TarArchiveEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                lines.add(entry.getName() + " " + Integer.toOctalString(entry.getMode() & 07777) + " "
                        + entry.getLongUserId() + ":" + entry.getLongGroupId() + " "
                        + entry.getLastModifiedTime().toInstant().getEpochSecond() + " "
                        + (entry.getLinkName().isEmpty() ? "-" : entry.getLinkName()));
            }
        }
        return lines;
    }

    private static InputStream nar() {
        var out = new ByteArrayOutputStream();
        try {
            io.firn.nix.Nar.writeFile(false, "text".getBytes(StandardCharsets.UTF_8), out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new ByteArrayInputStream(out.toByteArray());
    }

    private static List<PathInfo> closure(int libraries, StorePath app) {
        List<PathInfo> infos = new ArrayList<>();
        Map<Integer, StorePath> paths = new HashMap<>();
        IntStream.range(0, libraries).forEach(n -> {
            paths.put(n, path("library" + n + "-1." + n, n));
            var references = new TreeSet<StorePath>();
            if (n > 0) {
                references.add(paths.get(n / 2));
            }
            infos.add(new PathInfo(
                    paths.get(n),
                    new NarHash(new byte[32]),
                    1000 + (n * 7919) % 5000,
                    references,
                    Optional.empty(),
                    Optional.empty()));
        });
        infos.add(new PathInfo(
                app,
                new NarHash(new byte[32]),
                100,
                new TreeSet<>(paths.values()),
                Optional.empty(),
                Optional.empty()));
        return infos;
    }

    private static StorePath path(String name, int seed) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest((name + seed).getBytes(StandardCharsets.UTF_8));
            return StorePaths.fixedRecursive(name, new NarHash(hash));
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
