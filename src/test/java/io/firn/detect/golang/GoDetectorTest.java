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
    void requirementsWithoutVendorAreRefused() {
        refused(MapTree.of("go.mod", "module a\nrequire (\n\tgithub.com/x/y v1.0.0\n\tz v2\n)\n", "main.go", MAIN))
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
}
