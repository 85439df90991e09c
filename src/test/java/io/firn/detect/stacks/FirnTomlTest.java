package io.firn.detect.stacks;

import static io.firn.detect.stacks.DetectionTest.DETECTION;
import static io.firn.detect.stacks.DetectionTest.plan;
import static io.firn.detect.stacks.DetectionTest.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.firn.detect.Evidence;
import io.firn.detect.Plan;
import io.firn.fault.Fault;
import io.firn.tree.MapTree;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FirnTomlTest {
    private static final String TWO =
            """
            [env]
            A = "1"

            [apps.shop]
            root = "shop"

            [apps.shop.env]
            B = "2"

            [apps.admin]
            root = "admin"
            """;
    private static final String NODE = "{\"scripts\": {\"start\": \"node x\", \"build\": \"tsc\"}}";

    @Test
    void everyFieldGoesBeforeWhatIsFound() {
        Plan plan = plan(tree(
                """
                framework = "ours"
                package-manager = "pnpm"
                port = 3000

                [versions]
                nodejs = "20"
                pnpm = "9.1"

                [build]
                install = "node prepare.js"
                command = "node build.js"

                [test]
                command = "node --test"

                [processes]
                web = "node web.js"
                worker = { command = "node worker.js" }

                [health]
                path = "/up"

                [env]
                LEVEL = 3

                [settings]
                modules = "copy"
                """,
                "Procfile",
                "web: node other.js\nclock: node clock.js\n"));
        assertThat(plan.framework()).isEqualTo("ours");
        assertThat(plan.packageManager()).isEqualTo(new Plan.Installer("pnpm", "9.1.4"));
        assertThat(plan.toolchain()).isEqualTo(new Plan.Toolchain("nodejs", "20", "20.20.2"));
        assertThat(plan.build()).isEqualTo(new Plan.Build("node prepare.js && node build.js"));
        assertThat(plan.test()).isEqualTo(new Plan.Test("node --test"));
        assertThat(plan.command("web").orElse("")).isEqualTo("node web.js");
        assertThat(plan.command("worker").orElse("")).isEqualTo("node worker.js");
        assertThat(plan.command("clock").orElse("")).isEqualTo("node clock.js");
        assertThat(plan.health()).isEqualTo(new Plan.Health("/up"));
        assertThat(plan.port()).isEqualTo(3000);
        assertThat(plan.env()).containsEntry("LEVEL", "3").containsEntry("NODE_ENV", "production");
        assertThat(plan.settings()).containsEntry("modules", "copy");
        assertThat(plan.evidence())
                .contains(new Evidence("processes.web", "node web.js", "firn.toml", "firn.toml says so"));
    }

    @Test
    void aStackCanBeForcedAndABuildLeftOut() {
        MapTree both = tree(
                "stack = \"static\"\n[build]\ncommand = \"\"\n[static]\nroot = \"web\"\nspa = true\n",
                "web/index.html",
                "");
        Plan plan = plan(both);
        assertThat(plan.stack()).isEqualTo("static");
        assertThat(plan.site()).isEqualTo(new Plan.Site("web", true));
        assertThat(plan.build()).isNull();
        refused(tree("stack = \"node\"")).hasMessageContaining("the stack \"node\", which there is not");
    }

    @Test
    void anAppInAFolderIsPlannedThere() {
        Plan plan = plan(MapTree.of(
                "firn.toml", "root = \"services/api\"", "services/api/package.json", NODE, "web/index.html", ""));
        assertThat(plan.subdir()).isEqualTo("services/api");
        assertThat(plan.command("web").orElse("")).isEqualTo("npm start");
        refused(MapTree.of("firn.toml", "root = \"nowhere\"")).hasMessageContaining("which is not there");
        refused(MapTree.of("firn.toml", "root = \"../x\"")).hasMessageContaining("no plain path");
    }

    @Test
    void aMemberOfAWorkspaceIsPlannedFromItsRoot() {
        Plan plan = plan(MapTree.of(
                "firn.toml", "root = \"apps/two\"",
                "package.json", "{\"workspaces\": [\"apps/*\"]}",
                "package-lock.json", "{}",
                "apps/one/package.json", NODE,
                "apps/two/package.json", NODE));
        assertThat(plan.subdir()).isEqualTo(".");
        assertThat(plan.command("web").orElse("")).isEqualTo("cd apps/two && npm start");
    }

    @Test
    void severalAppsOfOneRepositoryAreNamedByTable() {
        Plan plan = plan(MapTree.of(
                "firn.toml", TWO,
                "shop/package.json", NODE,
                "admin/package.json", NODE));
        assertThat(plan.subdir()).isEqualTo("shop");
        assertThat(plan.env()).containsEntry("A", "1").containsEntry("B", "2");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            textBlock =
                    """
            bulid = 'x'                  ; the unknown key "bulid"               ; Did you mean "build"?
            [processes]\\nweb = 3        ; "processes.web" is not the command    ; Write the command
            [build]\\ncomand = 'x'       ; the unknown key "build.comand"        ; Did you mean "command"?
            port = 99999                 ; "port" is not a number from 1         ; Write a number
            [static]\\nspa = 'yes'       ; "static.spa" is not true or false     ; Write true
            build = 'x'                  ; "build" is no table                   ; Write [build]
            [apps.shop]\\nrot = 'x'      ; the unknown key "apps.shop.rot"       ; Did you mean "root"?
            x = [                        ; no valid TOML at line 1               ; Correct the file
            """)
    void whatIsWrongIsNamedWithTheNextThingToDo(String toml, String reason, String hint) {
        refused(tree(toml.replace("\\n", "\n")))
                .hasMessageContaining("\"firn.toml\"")
                .hasMessageContaining(reason)
                .isInstanceOfSatisfying(
                        Fault.class,
                        fault -> assertThat(fault.hint().orElse("")).startsWith(hint));
    }

    @Test
    void allThatIsWrongIsSaidAtOnceAndThePlanIsStillDrafted() {
        var look = DETECTION.look("shop", tree("bulid = 'x'\nport = 'x'\n[versions]\nnodejs = '23.0.0'\n"));
        assertThat(look.unmet()).hasSize(3);
        assertThat(look.plan()).isPresent();
    }

    private static MapTree tree(String toml, String... more) {
        var files = new ArrayList<>(List.of("firn.toml", toml, "package.json", NODE));
        files.addAll(List.of(more));
        return MapTree.of(files.toArray(String[]::new));
    }
}
