package io.firn.flake.golang;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.firn.flake.Deps;
import io.firn.flake.Pins;
import io.firn.tree.MapTree;
import io.firn.tree.Tree;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class GoDepsTest {
    private static final String H1 = "h1:" + "a".repeat(43) + "=";
    private static final Pins ANSWERS = wanted -> wanted.stream()
            .collect(Collectors.toMap(one -> one, one -> "sha256-" + one.file().length()));

    @Test
    void everyLineOfGoSumIsAFileOfTheProxyWithAHashThatWasLookedUp() {
        Tree tree = MapTree.of(
                "go.mod",
                "module example.org/app\n",
                "go.sum",
                "example.com/BurntSushi/toml v1.2.0-RC1 " + H1 + "\nexample.com/BurntSushi/toml v1.2.0-RC1/go.mod " + H1
                        + "\n");
        Deps deps = GoDeps.read(tree, ANSWERS);
        assertThat(deps.files())
                .extracting(Deps.SourceFile::file)
                .containsExactly(
                        "example.com/!burnt!sushi/toml/@v/v1.2.0-!r!c1.mod",
                        "example.com/!burnt!sushi/toml/@v/v1.2.0-!r!c1.zip");
        assertThat(deps.files()).allSatisfy(file -> {
            assertThat(file.registry()).isEqualTo("goproxy");
            assertThat(file.name()).isEqualTo("example.com/BurntSushi/toml");
        });
        assertThat(Deps.parse(deps.toJson())).isEqualTo(deps);
    }

    @Test
    void importsOfOtherModulesAreNamed() {
        Tree tree = MapTree.of(
                "go.mod",
                "module example.org/app\n",
                "go.sum",
                "example.org/a v1.0.0 " + H1 + "\n",
                "main.go",
                """
                package main

                import (
                	"fmt"
                	// "example.org/commented"
                	alias "example.org/a/b"
                	"example.org/app/own"
                )

                import _ "example.org/c"

                var text = "example.org/text"
                """,
                "main_test.go",
                "package main\nimport \"example.org/only/tests\"\n");
        assertThat(GoDeps.read(tree, ANSWERS).packages()).containsExactly("example.org/a/b", "example.org/c");
    }

    @Test
    void vendoredModulesAndNoneNeedNothing() {
        assertThat(GoDeps.read(MapTree.of("go.sum", "x", "vendor/modules.txt", ""), Pins.NONE))
                .isEqualTo(Deps.none());
        assertThat(GoDeps.read(MapTree.of("go.mod", "module a\n"), Pins.NONE)).isEqualTo(Deps.none());
    }

    @Test
    void whatCannotBeHadIsNamed() {
        Tree tree = MapTree.of("go.sum", "example.org/a v1.0.0 " + H1 + "\n");
        assertThatThrownBy(() -> GoDeps.read(tree, Pins.NONE))
                .hasMessageContaining("\"example.org/a v1.0.0\" of go.sum: the registry goproxy could not be asked");
        for (String line : new String[] {"a b c", "../a v1.0.0 " + H1, "a/../b v1.0.0 " + H1, "a v/1 " + H1}) {
            assertThatThrownBy(() -> GoDeps.read(MapTree.of("go.sum", line), ANSWERS))
                    .hasMessageContaining("Go's form");
        }
        assertThatThrownBy(() -> GoDeps.read(MapTree.of("go.mod", "module a\nrequire b v1.0.0\n"), ANSWERS))
                .hasMessageContaining("there is no go.sum");
    }
}
