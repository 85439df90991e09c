package io.firn.detect.rust;

import static io.firn.detect.stacks.DetectionTest.plan;
import static io.firn.detect.stacks.DetectionTest.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.firn.detect.Plan;
import io.firn.tree.MapTree;
import org.junit.jupiter.api.Test;

class RustDetectorTest {
    private static final String SHOP = "[package]\nname = \"store\"\nedition = \"2021\"\n";

    @Test
    void thePackagesProgramIsBuiltAndRun() {
        Plan plan = plan(MapTree.of("Cargo.toml", SHOP + "[dependencies]\naxum = \"0.7\"\n", "src/main.rs", ""));
        assertThat(plan.stack()).isEqualTo("rust");
        assertThat(plan.framework()).isEqualTo("axum");
        assertThat(plan.settings())
                .containsExactlyInAnyOrderEntriesOf(java.util.Map.of("binary", "store", Plan.LOCK, "recorded"));
        assertThat(plan(MapTree.of("Cargo.toml", SHOP + "[dependencies]\nown = {path = \"own\"}\n", "src/main.rs", ""))
                        .settings())
                .doesNotContainKey(Plan.LOCK);
        assertThat(plan.command("web").orElse("")).isEqualTo("store");
    }

    @Test
    void amongSeveralProgramsDefaultRunThenNamesDecide() {
        MapTree named = MapTree.of(
                "Cargo.toml",
                SHOP + "default-run = \"serve\"\n",
                "src/main.rs",
                "",
                "src/bin/serve.rs",
                "",
                "src/bin/tool/main.rs",
                "");
        assertThat(plan(named).settings()).containsEntry("binary", "serve");
        assertThat(plan(named).warnings()).anyMatch(warning -> warning.contains("store, serve, tool"));
        assertThat(plan(MapTree.of("Cargo.toml", SHOP, "src/main.rs", "", "src/bin/a.rs", ""))
                        .settings())
                .containsEntry("binary", "store");
        refused(MapTree.of("Cargo.toml", SHOP, "src/bin/a.rs", "", "src/bin/b.rs", ""))
                .hasMessageContaining("a, b");
    }

    @Test
    void binTablesRenameTheFilesThatTheyName() {
        Plan plan = plan(MapTree.of(
                "Cargo.toml", SHOP + "[[bin]]\nname = \"shopd\"\npath = \"src/main.rs\"\n", "src/main.rs", ""));
        assertThat(plan.settings()).containsEntry("binary", "shopd");
    }

    @Test
    void membersOfAWorkspaceAreFoundByGlobs() {
        Plan plan = plan(MapTree.of(
                "Cargo.toml",
                """
                [workspace]
                members = ["crates/*", "tools/x?"]
                exclude = ["crates/old"]
                [workspace.package]
                edition = "2024"
                """,
                "crates/lib/Cargo.toml",
                "[package]\nname = \"lib\"\n",
                "crates/lib/src/lib.rs",
                "",
                "crates/old/Cargo.toml",
                "[package]\nname = \"old\"\n",
                "crates/old/src/main.rs",
                "",
                "crates/web/Cargo.toml",
                "[package]\nname = \"site\"\nedition.workspace = true\n",
                "crates/web/src/main.rs",
                ""));
        assertThat(plan.settings()).containsEntry("binary", "site").containsEntry("package", "site");
        assertThat(plan.toolchain()).isEqualTo(new Plan.Toolchain("rust", "1.85", "1.85.0"));
    }

    @Test
    void defaultMembersComeFirst() {
        MapTree tree = MapTree.of(
                "Cargo.toml",
                "[workspace]\nmembers = [\"a\", \"b\"]\ndefault-members = [\"b\"]\n",
                "a/Cargo.toml",
                "[package]\nname = \"a\"\n",
                "a/src/main.rs",
                "",
                "b/Cargo.toml",
                "[package]\nname = \"b\"\n",
                "b/src/main.rs",
                "");
        assertThat(plan(tree).settings()).containsEntry("binary", "b");
    }

    @Test
    void versionsComeFromToolchainFilesAndTheManifest() {
        assertThat(version("", "rust-toolchain.toml", "[toolchain]\nchannel = \"1.63.0\"\n"))
                .isEqualTo("1.63.0");
        assertThat(version("", "rust-toolchain", "stable\n")).isEqualTo("1.85.0");
        assertThat(version("rust-version = \"1.70\"\n", "x", "")).isEqualTo("1.85.0");
        assertThat(version("", "x", "")).isEqualTo("1.85.0");
        assertThat(version("", ".tool-versions", "rust 1.63.0\n")).isEqualTo("1.63.0");
    }

    @Test
    void anOlderPinnedReleaseIsBuiltByTheNearestNewerOne() {
        Plan plan = plan(MapTree.of("Cargo.toml", SHOP, "src/main.rs", "", "rust-toolchain", "1.59.0"));
        assertThat(plan.toolchain()).isEqualTo(new Plan.Toolchain("rust", "1.59.0", "1.63.0"));
        assertThat(plan.warnings()).anyMatch(warning -> warning.contains("nearest newer"));
    }

    @Test
    void whatCannotBeHadIsRefusedWithWhatThereIs() {
        refused(MapTree.of("Cargo.toml", SHOP, "src/main.rs", "", "rust-toolchain", "nightly-2024-01-01"))
                .hasMessageContaining("nightly-2024-01-01")
                .hasMessageContaining("1.63.0, 1.85.0");
        refused(MapTree.of("Cargo.toml", SHOP + "rust-version = \"1.99\"\n", "src/main.rs", ""))
                .hasMessageContaining("1.99");
    }

    @Test
    void brokenAndHostileManifestsSayWhere() {
        refused(MapTree.of("Cargo.toml", "[package\n")).hasMessageContaining("no valid TOML at line 1");
        refused(MapTree.of("Cargo.toml", "a = " + "[".repeat(100_000))).hasMessageContaining("Cargo.toml");
        refused(MapTree.of("Cargo.toml", "[workspace]\nmembers = [\"../../etc/*\"]\n"))
                .hasMessageContaining("not inside");
        refused(MapTree.of("Cargo.toml", "")).hasMessageContaining("neither a package nor a workspace");
        refused(MapTree.of("Cargo.toml", SHOP, "src/lib.rs", "")).hasMessageContaining("no package has a program");
    }

    @Test
    void aLongGlobTakesNoLongerThanItsLengthTimesTheName() {
        assertThat(CargoWorkspace.matches("a*".repeat(500) + "b", "a".repeat(2000)))
                .isFalse();
        assertThat(CargoWorkspace.matches("*-api", "shop-api")).isTrue();
    }

    private static String version(String manifest, String file, String text) {
        Plan.Toolchain toolchain = plan(MapTree.of("Cargo.toml", SHOP + manifest, "src/main.rs", "", file, text))
                .toolchain();
        return toolchain == null ? "" : toolchain.version();
    }
}
