package io.firn.flake;

import static org.assertj.core.api.Assertions.assertThat;

import io.firn.detect.Offers;
import io.firn.detect.Plan;
import io.firn.detect.stacks.Stacks;
import io.firn.nix.NarHash;
import io.firn.nix.StorePath;
import io.firn.tree.FolderTree;
import io.firn.tree.MapTree;
import io.firn.tree.Tree;
import io.firn.tree.TreeLimits;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FlakesTest {
    private static final Tree DISTRIBUTION =
            FolderTree.of(Path.of("").toAbsolutePath(), TreeLimits.DEFAULT, "nix", "buildpacks");
    private static final Tree SITE = MapTree.of("index.html", "<h1>hello</h1>");
    private static final StorePath PATH = StorePath.parse("/nix/store/qy31rbwq8bffh0frgpbafkb1c6ql2d20-source");
    private static final NarHash HASH = NarHash.parse("sha256-SUza0DfPfQp17oFvwGC5JmPeEwlgKv9DwvnOVdreTEA=");

    private final Plan plan =
            Stacks.detection(Offers.of(DISTRIBUTION, "debian")).plan("hello", SITE);

    @Test
    void aStoredSourceIsALockedInput() {
        Flake flake = write(new SourceRef.Stored(PATH, HASH), Map.of());
        assertThat(text(flake, "flake.nix"))
                .contains("url = \"path:" + PATH + "\";")
                .contains("{ self, src }:")
                .contains("set = \"debian\";");
        assertThat(text(flake, "flake.lock"))
                .contains("\"narHash\": \"" + HASH.sri() + "\"")
                .contains("\"lastModified\": 1")
                .contains("\"version\": 7");
    }

    @Test
    void aTakenAwayFlakeHasItsSourceBesideIt() {
        Flake flake = write(new SourceRef.Beside(), Map.of("npm", "https://npm.example.org/${x}\"''"));
        assertThat(text(flake, "flake.nix")).contains("src = ./src;").doesNotContain("/nix/store");
        assertThat(text(flake, "mirrors.nix")).contains("\"npm\" = \"https://npm.example.org/\\${x}\\\"''\";");
    }

    @Test
    void onlyWhatTheBuildNeedsIsCopied() {
        Flake flake = write(new SourceRef.Beside(), Map.of());
        assertThat(flake.files())
                .containsKeys(
                        "firn/nix/lib/app.nix",
                        "firn/nix/sets/interface.nix",
                        "firn/nix/sets/debian/default.nix",
                        "firn/nix/sets/debian/bookworm.lock.json",
                        "firn/buildpacks/static/default.nix",
                        "firn/buildpacks/versions.json")
                .allSatisfy((path, bytes) -> assertThat(path)
                        .doesNotContain("/examples/")
                        .doesNotContain("buildpacks/go/")
                        .doesNotEndWith(".md"));
    }

    @Test
    void theSameInputGivesTheSameBytes() {
        Flake first = write(new SourceRef.Stored(PATH, HASH), Map.of("npm", "a", "debian", "b"));
        Flake second = write(new SourceRef.Stored(PATH, HASH), Map.of("debian", "b", "npm", "a"));
        assertThat(first.files().keySet()).isEqualTo(second.files().keySet());
        first.files()
                .forEach((path, bytes) -> assertThat(second.files().get(path)).isEqualTo(bytes));
    }

    @Test
    void aPlanComesBackFromItsJson() {
        assertThat(Plan.parse(plan.toJson())).isEqualTo(plan);
    }

    private Flake write(SourceRef source, Map<String, String> mirrors) {
        return Flakes.write(plan, SITE, DISTRIBUTION, BuildSettings.of("debian", source, mirrors));
    }

    private static String text(Flake flake, String path) {
        return new String(flake.files().get(path), StandardCharsets.UTF_8);
    }
}
