package io.firn.flake.php;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.firn.detect.Offers;
import io.firn.detect.Plan;
import io.firn.flake.Deps;
import io.firn.flake.Pins;
import io.firn.tree.MapTree;
import io.firn.tree.Tree;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ComposerDepsTest {
    private static final Pins ANSWERS =
            wanted -> wanted.stream().collect(Collectors.toMap(one -> one, one -> "sha256-looked-up"));
    private static final Offers OFFERS = Offers.parse(
            """
            {"php": {"debian": {"default": "8.2.32", "versions": {"8.2.32": {"packages": {
              "ext-json": {"package": "", "version": "8.2.32"},
              "ext-intl": {"package": "php8.2-intl", "version": "8.2.32"},
              "ext-curl": {"package": "php8.2-curl", "version": "8.2.32"}}}}}}}
            """,
            "debian");

    @Test
    void archivesWithAndWithoutAHash() {
        Deps deps = read(
                "{}",
                """
                {"packages": [
                  {"name": "a/with", "version": "1.0.0", "dist": {"type": "zip", "reference": "abc", "shasum": "%s"}},
                  {"name": "a/without", "version": "v2.1.0", "dist": {"type": "zip", "reference": "def", "shasum": ""}},
                  {"name": "a/meta", "version": "1", "type": "metapackage"}],
                 "packages-dev": [{"name": "a/dev", "version": "1", "dist": {"type": "zip", "reference": "x"}}]}
                """
                        .formatted("00".repeat(20)));
        assertThat(deps.files())
                .extracting(file -> file.file() + " " + file.hash())
                .containsExactly(
                        "dists/a/with/1.0.0/abc.zip sha1-AAAAAAAAAAAAAAAAAAAAAAAAAAA=",
                        "dists/a/without/v2.1.0/def.zip sha256-looked-up");
    }

    @Test
    void extensionsAreSuppliedFromManifestAndLock() {
        Deps deps = read(
                "{\"require\": {\"php\": \"^8.2\", \"ext-json\": \"*\"}}",
                """
                {"packages": [{"name": "a/b", "version": "1", "require": {"ext-intl": "*"},
                  "dist": {"type": "zip", "reference": "x"}}]}
                """);
        assertThat(deps.supplied())
                .extracting(Deps.Supplied::packageName)
                .containsExactly("php8.2-curl", "php8.2-intl");
    }

    @Test
    void whatCannotBeHadIsNamed() {
        assertThatThrownBy(() -> read("{\"require\": {\"ext-oci8\": \"*\"}}", null))
                .hasMessageContaining(
                        "\"ext-oci8\" of composer.json: the package set \"debian\" has no such extension");
        assertThatThrownBy(() -> read("{\"require\": {\"a/b\": \"^1\"}}", null))
                .hasMessageContaining("it requires \"a/b\", and there is no composer.lock");
        assertThatThrownBy(() -> entry("a/b", "1", "{\"type\": \"path\", \"reference\": \"x\"}"))
                .hasMessageContaining("a folder beside the app");
        assertThatThrownBy(() -> entry("a/b", "1", "{\"type\": \"zip\"}")).hasMessageContaining("no reference");
        assertThatThrownBy(() -> entry("../b", "1", "{\"type\": \"zip\", \"reference\": \"x\"}"))
                .hasMessageContaining("Composer's form");
        assertThatThrownBy(() -> entry("a/b", "1/../2", "{\"type\": \"zip\", \"reference\": \"x\"}"))
                .hasMessageContaining("Composer's form");
        Tree tree = MapTree.of(
                "composer.lock",
                "{\"packages\": [{\"name\": \"a/b\", \"version\": \"1\", \"dist\": {\"type\": \"zip\", \"reference\":"
                        + " \"x\"}}]}");
        assertThatThrownBy(() -> ComposerDeps.read(plan(), tree, OFFERS, Pins.NONE))
                .hasMessageContaining("the registry packagist could not be asked");
    }

    @Test
    void vendoredPackagesAreNotFetched() {
        Tree tree = MapTree.of(
                "composer.json",
                "{\"require\": {\"a/b\": \"^1\"}}",
                "composer.lock",
                "{\"packages\": [{\"name\": \"a/b\", \"version\": \"1\"}]}",
                "vendor/autoload.php",
                "<?php");
        assertThat(ComposerDeps.read(plan(), tree, OFFERS, Pins.NONE).files()).isEmpty();
    }

    private static void entry(String name, String version, String dist) {
        read(
                "{}",
                "{\"packages\": [{\"name\": \"" + name + "\", \"version\": \"" + version + "\", \"dist\": " + dist
                        + "}]}");
    }

    private static Deps read(String manifest, @Nullable String lock) {
        Tree tree = lock == null
                ? MapTree.of("composer.json", manifest)
                : MapTree.of("composer.json", manifest, "composer.lock", lock);
        return ComposerDeps.read(plan(), tree, OFFERS, ANSWERS);
    }

    private static Plan plan() {
        return Plan.parse(
                "{\"schema\":1,\"name\":\"a\",\"stack\":\"php\",\"toolchain\":{\"name\":\"php\",\"version\":\"8.2.32\"}}");
    }
}
