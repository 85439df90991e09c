package io.firn.flake.rust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.firn.detect.Offers;
import io.firn.detect.Plan;
import io.firn.flake.Deps;
import io.firn.tree.MapTree;
import io.firn.tree.Tree;
import org.junit.jupiter.api.Test;

class CargoDepsTest {
    private static final String SUM = "4a".repeat(32);
    private static final String REGISTRY = "source = \"registry+https://index.example.org/crates-index\"\n";
    private static final Offers OFFERS = Offers.parse(
            """
            {"rust": {"debian": {"default": "1.85.1", "versions": {"1.85.1": {"packages":
              {"itoa@1.0.14": {"package": "librust-itoa-dev", "version": "1.0.14"}}}}}}}
            """,
            "debian");

    @Test
    void everyCrateOfARegistryIsAFileWithItsChecksum() {
        Deps deps = read(lock("serde_json", "1.0.9+x", REGISTRY + "checksum = \"" + SUM + "\"\n"), "{}");
        assertThat(deps.files()).singleElement().satisfies(file -> {
            assertThat(file.registry()).isEqualTo("crates");
            assertThat(file.file()).isEqualTo("serde_json/serde_json-1.0.9+x.crate");
            assertThat(file.hash()).startsWith("sha256-SkpK");
        });
        assertThat(deps.kind()).isEqualTo("cargo");
    }

    @Test
    void checksumsOfTheOldestFormStandApart() {
        String text = lock("itoa", "0.4.8", REGISTRY)
                + "\n[metadata]\n\"checksum itoa 0.4.8 (registry+https://index.example.org/crates-index)\" = \"" + SUM
                + "\"\n";
        assertThat(read(text, "{}").files()).hasSize(1);
    }

    @Test
    void packagesOfTheRepositoryAreNotFetched() {
        assertThat(read(lock("app", "0.1.0", ""), "{}").files()).isEmpty();
    }

    @Test
    void whatCannotBeHadIsNamed() {
        assertThatThrownBy(() -> read(lock("x", "1.0.0", "source = \"git+https://example.org/x#1\"\n"), "{}"))
                .hasMessageContaining("\"x\" of Cargo.lock: it comes from \"git+https://example.org/x#1\"");
        assertThatThrownBy(() -> read(lock("x", "1.0.0", REGISTRY), "{}")).hasMessageContaining("it has no checksum");
        assertThatThrownBy(() -> read(lock("../x", "1.0.0", REGISTRY), "{}")).hasMessageContaining("Cargo's form");
        assertThatThrownBy(() -> read("[[package", "{}")).hasMessageContaining("no valid TOML");
        Tree unlocked = MapTree.of("Cargo.toml", "[package]\nname = \"a\"\n[dependencies]\nserde = \"1\"\n");
        assertThatThrownBy(() -> CargoDeps.read(plan("{}"), unlocked, OFFERS))
                .hasMessageContaining("it asks for \"serde\", and there is no Cargo.lock");
    }

    @Test
    void vendoredCratesNeedNothing() {
        Tree tree = MapTree.of(
                "Cargo.lock", lock("x", "1.0.0", REGISTRY), "vendor/x/.cargo-checksum.json", "{}", "Cargo.toml", "");
        assertThat(CargoDeps.read(plan("{}"), tree, OFFERS).files()).isEmpty();
    }

    @Test
    void theSetsOwnCrateIsTakenWhereItIsAskedForAndTheVersionIsTheSame() {
        String settings = "{\"crates\": \"set\"}";
        assertThat(read(lock("itoa", "1.0.14", REGISTRY), settings).supplied())
                .singleElement()
                .satisfies(crate -> assertThat(crate.packageName()).isEqualTo("librust-itoa-dev"));
        assertThatThrownBy(() -> read(lock("itoa", "1.0.15", REGISTRY), settings))
                .hasMessageContaining("supplies itoa 1.0.14 and no other");
        assertThatThrownBy(() -> read(lock("ryu", "1.0.0", REGISTRY), settings))
                .hasMessageContaining("does not supply it");
    }

    private static String lock(String name, String version, String rest) {
        return "version = 3\n\n[[package]]\nname = \"" + name + "\"\nversion = \"" + version + "\"\n" + rest;
    }

    private static Deps read(String lock, String settings) {
        return CargoDeps.read(plan(settings), MapTree.of("Cargo.lock", lock), OFFERS);
    }

    private static Plan plan(String settings) {
        return Plan.parse(
                "{\"schema\":1,\"name\":\"a\",\"stack\":\"rust\",\"toolchain\":{\"name\":\"rust\",\"version\":\"1.85.1\"},\"settings\":"
                        + settings + "}");
    }
}
