package io.firn.detect.golang;

import static io.firn.detect.stacks.DetectionTest.plan;
import static io.firn.detect.stacks.DetectionTest.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.firn.detect.Plan;
import io.firn.tree.MapTree;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GoDetectorTest {
    private static final String MAIN = "// a program\npackage main\n\nfunc main() {}\n";

    @Test
    void theProgramAtTheRootIsNamedAfterItsModule() {
        Plan plan = plan(MapTree.of("go.mod", "module example.org/greet/v2\n\ngo 1.21 // or newer\n", "x.go", MAIN));
        assertThat(plan.settings()).isEqualTo(Map.of("package", ".", "binary", "greet"));
        assertThat(plan.toolchain()).isEqualTo(new Plan.Toolchain("go", "1.21", "1.24.4"));
    }

    @Test
    void theOnlyProgramBelowCmdIsBuilt() {
        Plan plan = plan(MapTree.of("go.mod", "module a", "lib.go", "package a", "cmd/serve/main.go", MAIN));
        assertThat(plan.settings()).isEqualTo(Map.of("package", "./cmd/serve", "binary", "serve"));
        assertThat(plan.command("web").orElse("")).isEqualTo("serve");
    }

    @Test
    void amongSeveralProgramsTheAppsNameChooses() {
        MapTree tree = MapTree.of("go.mod", "module a", "cmd/shop/main.go", MAIN, "cmd/tool/main.go", MAIN);
        assertThat(plan(tree).settings()).containsEntry("package", "./cmd/shop");
        refused(MapTree.of("go.mod", "module a", "cmd/one/main.go", MAIN, "cmd/two/main.go", MAIN))
                .hasMessageContaining("cmd/one, cmd/two");
    }

    @Test
    void requirementsWithoutAHashAreResolvedOnce() {
        String mod = "module a\nrequire (\n\tgithub.com/x/y v1.0.0\n\tz.org/z v1.2.0 // indirect\n)\n";
        String sum = "github.com/x/y v1.0.0 h1:" + "A".repeat(43) + "=\n";
        Plan without = plan(MapTree.of("go.mod", mod, "main.go", MAIN));
        assertThat(without.settings()).containsEntry(Plan.LOCK, "recorded");
        assertThat(without.warnings()).anyMatch(warning -> warning.contains("There is no go.sum: which exact"));
        assertThat(plan(MapTree.of("go.mod", mod, "go.sum", sum, "main.go", MAIN))
                        .settings())
                .doesNotContainKey(Plan.LOCK);
        Plan other = plan(MapTree.of("go.mod", mod, "go.sum", sum.replace("/y", "/w"), "main.go", MAIN));
        assertThat(other.settings()).containsEntry(Plan.LOCK, "recorded");
        assertThat(other.warnings())
                .anyMatch(warning -> warning.contains("no line of go.sum for github.com/x/y v1.0.0"));
        String replaced = mod + "replace github.com/x/y => ./y\n";
        assertThat(plan(MapTree.of("go.mod", replaced, "go.sum", "", "main.go", MAIN))
                        .settings())
                .doesNotContainKey(Plan.LOCK);
    }

    @Test
    void workspacesThatLeadOutNeedAVendorFolder() {
        refused(MapTree.of(
                        "go.work",
                        "go 1.21\nuse ./a\n",
                        "a/go.mod",
                        "module a\nrequire (\n\tgithub.com/x/y v1.0.0\n\tz v2\n)\n",
                        "a/main.go",
                        MAIN))
                .hasMessageContaining("github.com/x/y v1.0.0 and 1 more")
                .hasMessageContaining("no vendor folder");
    }

    @Test
    void vendoredRequirementsAreFine() {
        Plan plan = plan(MapTree.of("go.mod", "module a\nrequire x v1\n", "main.go", MAIN, "vendor/modules.txt", ""));
        assertThat(plan.settings()).containsEntry("vendored", "true");
    }

    @Test
    void aGoThatIsTooNewSaysWhatThereIs() {
        refused(MapTree.of("go.mod", "module a\ngo 1.99\n", "main.go", MAIN)).hasMessageContaining("1.19.8, 1.24.4");
    }

    @Test
    void testsAndIgnoredFilesAreNoPrograms() {
        refused(MapTree.of("go.mod", "module a", "a_test.go", MAIN, "gen.go", "//go:build ignore\n\npackage main\n"))
                .hasMessageContaining("package main");
    }

    @Test
    void aWorkspaceBuildsTheModuleThatIsAProgram() {
        MapTree tree = MapTree.of(
                "go.work",
                "go 1.23\n\nuse (\n\t./api\n\t./lib // ours\n)\nuse ../elsewhere\n",
                "api/go.mod",
                "module example.org/api\nrequire example.org/lib v0.0.0\n",
                "api/main.go",
                MAIN,
                "lib/go.mod",
                "module example.org/lib\n",
                "lib/lib.go",
                "package lib\n");
        Plan plan = plan(tree);
        assertThat(plan.settings()).containsEntry("package", "./api").containsEntry("binary", "api");
        assertThat(plan.toolchain()).isEqualTo(new Plan.Toolchain("go", "1.23", "1.24.4"));
        assertThat(plan.warnings()).anyMatch(warning -> warning.contains("not inside the repository"));
    }

    @Test
    void theProcfileChoosesAmongSeveralPrograms() {
        MapTree tree = MapTree.of(
                "go.mod",
                "module a",
                "cmd/one/main.go",
                MAIN,
                "cmd/two/main.go",
                MAIN,
                "Procfile",
                "web: bin/two -v\n");
        assertThat(plan(tree).settings()).containsEntry("package", "./cmd/two");
        MapTree run = MapTree.of(
                "go.mod",
                "module a",
                "cmd/one/main.go",
                MAIN,
                "cmd/two/main.go",
                MAIN,
                "Procfile",
                "web: go run ./cmd/two\n");
        assertThat(plan(run).command("web").orElse("")).isEqualTo("two");
    }

    @Test
    void aSingleFileOfTheStandardLibraryNeedsNoModule() {
        Plan plan = plan(MapTree.of("main.go", "package main\n\nimport \"net/http\"\n\nfunc main() {}\n"));
        assertThat(plan.settings()).containsEntry("module", "shop").containsEntry("package", ".");
        refused(MapTree.of("main.go", "package main\nimport (\n\t\"fmt\"\n\tx \"github.com/a/b\"\n)\nfunc main() {}\n"))
                .hasMessageContaining("github.com/a/b");
    }

    @Test
    void versionFilesNameTheDevelopersGo() {
        assertThat(version(".go-version", "1.19")).isEqualTo("1.19.8");
        assertThat(version(".tool-versions", "golang 1.20.4\n")).isEqualTo("1.24.4");
        assertThat(version("mise.toml", "[tools]\ngo = 'latest'\n")).isEqualTo("1.24.4");
        refused(MapTree.of("go.mod", "module a", "main.go", MAIN, ".go-version", "1.99.1"))
                .hasMessageContaining("1.99.1");
    }

    @Test
    void frameworksAndHostileModules() {
        assertThat(plan(MapTree.of(
                                "go.mod",
                                "module a\nrequire github.com/labstack/echo/v4 v4.1.0\n",
                                "main.go",
                                MAIN,
                                "vendor/modules.txt",
                                ""))
                        .framework())
                .isEqualTo("echo");
        refused(MapTree.of(
                        "go.mod",
                        "module " + "/".repeat(300_000) + "\nrequire (\n" + "x\n".repeat(60_000),
                        "lib.go",
                        "package lib"))
                .hasMessageContaining("package main");
    }

    private static String version(String file, String text) {
        Plan.Toolchain toolchain = plan(MapTree.of("go.mod", "module a", "main.go", MAIN, file, text))
                .toolchain();
        return toolchain == null ? "" : toolchain.version();
    }

    @Test
    void aProgramWithoutAModuleMayHaveAnyName() {
        Plan plan = plan(MapTree.of("web.go", MAIN, "lib.go", "package main", "Procfile", "web: shop -p $PORT"));
        assertThat(plan.stack()).isEqualTo("go");
        assertThat(plan.settings()).containsEntry("module", "shop");
        refused(MapTree.of("web.go", "import \"github.com/x/y\"\n" + MAIN, "glide.yaml", ""))
                .hasMessageContaining("web.go imports \"github.com/x/y\"");
        refused(MapTree.of("lib.go", "package lib")).hasMessageContaining("none of");
        refused(MapTree.of("Gopkg.toml", "", "cmd/shop/main.go", MAIN)).hasMessageContaining("older than Go's modules");
    }
}
