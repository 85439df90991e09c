package io.firn.detect.node;

import static io.firn.detect.stacks.DetectionTest.plan;
import static io.firn.detect.stacks.DetectionTest.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.firn.detect.Plan;
import io.firn.tree.MapTree;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NodeStartTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            textBlock =
                    """
            gatsby        ; gatsby build        ; npm run develop ; gatsby develop             ; public
            umi           ; umi build           ; yarn develop    ; umi dev                    ; dist
            @stencil/core ; stencil build       ; pnpm run develop; stencil build --dev --serve; www
            brunch        ; brunch build        ; bun run develop ; brunch watch --server      ; public
            sanity        ; sanity build        ; npm run develop ; sanity start               ; dist
            sapper        ; sapper export       ; npm run develop ; sapper dev                 ; __sapper__/export
            vitepress     ; vitepress build docs; npm run develop ; vitepress dev docs         ; docs/.vitepress/dist
            vuepress      ; vuepress build ./src; npm run develop ; vuepress dev src           ; src/.vuepress/dist
            """)
    void aStartScriptThatOnlyRunsAServerForDevelopmentDoesNotReplaceTheBuiltSite(
            String dependency, String build, String start, String develop, String folder) {
        Plan plan = plan(app("{\"scripts\": {\"build\": \"" + build + "\", \"start\": \"" + start
                + "\", \"develop\": \"" + develop + "\"}, \"devDependencies\": {\"" + dependency + "\": \"1\"}}"));
        assertThat(plan.command("web").orElse("")).isEqualTo("firn-static");
        assertThat(plan.site()).extracting(Plan.Site::root).isEqualTo(folder);
    }

    @Test
    void scriptsThatRunEachOtherAreFollowedToAnEnd() {
        Plan plan = plan(app("{\"scripts\": {\"start\": \"npm run a\", \"a\": \"npm run b\", \"b\": \"npm run a\"}}"));
        assertThat(plan.command("web").orElse("")).isEqualTo("npm start");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            textBlock =
                    """
            nitropack         ; nitro build ; node .output/server/index.mjs
            sapper            ; sapper build; node __sapper__/build
            @redwoodjs/core   ; rw build    ; rw serve --port $PORT
            """)
    void frameworksOfServersAreStartedAsTheyBuild(String dependency, String build, String start) {
        Plan plan = plan(app(
                "{\"scripts\": {\"build\": \"" + build + "\"}, \"devDependencies\": {\"" + dependency + "\": \"1\"}}"));
        assertThat(plan.command("web").orElse("")).isEqualTo(start);
        assertThat(plan.site()).isNull();
    }

    @Test
    void theOldDocusaurusWritesBelowTheNameOfItsProject() {
        Plan plan = plan(app(
                "{\"scripts\": {\"build\": \"docusaurus-build\", \"start\": \"docusaurus-start\"},"
                        + " \"devDependencies\": {\"docusaurus\": \"1\"}}",
                "siteConfig.js",
                "const siteConfig = {\n  projectName: 'guide',\n};"));
        assertThat(plan.site()).isEqualTo(new Plan.Site("build/guide", false));
    }

    @Test
    void docsHaveAScriptOfTheirOwn() {
        Plan plan = plan(
                app("{\"scripts\": {\"docs:build\": \"vitepress build docs\"}, \"devDependencies\": {\"vitepress\":"
                        + " \"1\"}}"));
        assertThat(plan.build()).isEqualTo(new Plan.Build("npm run docs:build"));
        assertThat(plan.site()).extracting(Plan.Site::root).isEqualTo("docs/.vitepress/dist");
    }

    @Test
    void theOnlyProgramIsStartedUnlessProcessesAreNamedOrAPageIsThere() {
        Plan plan = plan(MapTree.of("package.json", "{}", "custom.js", "", "jest.config.js", "", "gulpfile.js", ""));
        assertThat(plan.command("web").orElse("")).isEqualTo("node custom.js");
        refused(MapTree.of("package.json", "{}", "one.js", "", "two.js", "")).hasMessageContaining("no Procfile");
        refused(MapTree.of("package.json", "{}", "job.js", "", "Procfile", "worker: node job.js"))
                .hasMessageContaining("only worker is named, and no web process");
    }

    @Test
    void aManifestWithoutAProgramBesideAPageIsAPageWithTools() {
        Plan plan = plan(MapTree.of("package.json", "{\"private\": true}", "index.html", "", "helper.js", ""));
        assertThat(plan.stack()).isEqualTo("static");
        Plan program =
                plan(MapTree.of("package.json", "{\"main\": \"lib/run.js\"}", "lib/run.js", "", "index.html", ""));
        assertThat(program.command("web").orElse("")).isEqualTo("node lib/run.js");
    }

    @Test
    void typeScriptWithoutAManifestIsNodesUnlessOnlyDenoReadsIt() {
        assertThat(plan(MapTree.of("server.ts", "import http from 'node:http';"))
                        .command("web")
                        .orElse(""))
                .isEqualTo("node server.ts");
        refused(MapTree.of("server.ts", "Deno.serve(() => new Response());")).hasMessageContaining("none of");
    }

    @Test
    void typesOfBunNameItWhereNoLockFileNamesAnother() {
        String manifest = "{\"module\": \"index.ts\", \"devDependencies\": {\"@types/bun\": \"latest\"}}";
        Plan plan = plan(MapTree.of("package.json", manifest, "index.ts", ""));
        assertThat(plan.packageManager()).extracting(Plan.Installer::name).isEqualTo("bun");
        assertThat(plan.command("web").orElse("")).isEqualTo("bun index.ts");
        assertThat(plan(app(manifest, "index.ts", "")).packageManager())
                .extracting(Plan.Installer::name)
                .isEqualTo("npm");
    }

    private static MapTree app(String manifest, String... more) {
        var files = new ArrayList<>(List.of("package.json", manifest, "package-lock.json", "{}"));
        files.addAll(List.of(more));
        return MapTree.of(files.toArray(String[]::new));
    }
}
