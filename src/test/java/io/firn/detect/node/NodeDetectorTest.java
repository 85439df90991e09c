package io.firn.detect.node;

import static io.firn.detect.stacks.DetectionTest.plan;
import static io.firn.detect.stacks.DetectionTest.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.firn.detect.Plan;
import io.firn.tree.MapTree;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NodeDetectorTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            textBlock =
                    """
            >=20               ; 22.23.3
            20.x               ; 20.20.2
            ^18 || ^20         ; 20.20.2
            <20                ; 18.20.8
            v24                ; 24.21.0
            *                  ; 22.23.3
            18 - 20            ; 20.20.2
            """)
    void engineRangesChooseTheStandardVersionOrTheNewestThatFits(String range, String version) {
        Plan plan = plan(app("{\"engines\": {\"node\": \"" + range + "\"}, \"scripts\": {\"start\": \"node x\"}}"));
        assertThat(plan.toolchain()).isEqualTo(new Plan.Toolchain("nodejs", range, version));
    }

    @Test
    void aRangeThatNothingFitsSaysWhatThereIsAndWhatIsNearest() {
        refused(app("{\"engines\": {\"node\": \"23.5.0\"}}"))
                .hasMessageContaining("\"23.5.0\" (engines.node in package.json)")
                .hasMessageContaining("18.20.8, 20.20.2, 22.23.3, 24.21.0");
    }

    @ParameterizedTest
    @CsvSource({
        ".nvmrc,20,20.20.2",
        ".nvmrc,lts/iron,20.20.2",
        ".nvmrc,lts/*,22.23.3",
        ".nvmrc,node,24.21.0",
        ".node-version,v18.20.8,18.20.8"
    })
    void versionFilesAreRead(String file, String asked, String version) {
        Plan plan = plan(app("{\"scripts\": {\"start\": \"node x\"}}", file, asked + "\n"));
        assertThat(plan.toolchain()).isEqualTo(new Plan.Toolchain("nodejs", asked, version));
    }

    @Test
    void anExactPatchOfAVersionFileBecomesItsReleaseLineWithAWarning() {
        Plan plan = plan(app("{\"scripts\": {\"start\": \"node x\"}}", ".nvmrc", "v20.11.0"));
        assertThat(plan.toolchain()).isEqualTo(new Plan.Toolchain("nodejs", "v20.11.0", "20.20.2"));
        assertThat(plan.warnings())
                .singleElement()
                .asString()
                .contains("20.11.0")
                .contains("20.20.2");
    }

    @Test
    void enginesGoBeforeVersionFiles() {
        Plan plan = plan(app("{\"engines\": {\"node\": \"20\"}, \"scripts\": {\"start\": \"x\"}}", ".nvmrc", "18"));
        assertThat(plan.toolchain()).extracting(Plan.Toolchain::version).isEqualTo("20.20.2");
    }

    @Test
    void aSiteWithOnlyABuildScriptIsServedFromItsOutput() {
        assertThat(site("vite", "")).isEqualTo(new Plan.Site("dist", true));
        assertThat(site("astro", "")).isEqualTo(new Plan.Site("dist", false));
        assertThat(site("react-scripts", "\"start\": \"react-scripts start\","))
                .isEqualTo(new Plan.Site("build", true));
        assertThat(site("vite", "\"start\": \"vite --port 3000\",")).isEqualTo(new Plan.Site("dist", true));
    }

    @Test
    void aConfiguredOutputFolderIsRead() {
        Plan plan = plan(locked(
                "{\"scripts\": {\"build\": \"vite build\"}, \"devDependencies\": {\"vite\": \"6\"}}",
                "vite.config.ts",
                "export default { build: { outDir: './web/out' } }"));
        assertThat(plan.site()).isEqualTo(new Plan.Site("web/out", true));
    }

    @Test
    void aServerBesideTheSiteIsStarted() {
        Plan plan = plan(locked(
                "{\"scripts\": {\"build\": \"vite build\", \"start\": \"node server.js\"},"
                        + " \"dependencies\": {\"express\": \"4\", \"vite\": \"6\"}}",
                "server.js",
                ""));
        assertThat(plan.framework()).isEqualTo("express");
        assertThat(plan.command("web").orElse("")).isEqualTo("npm start");
        assertThat(plan.site()).isNull();
    }

    @Test
    void nextIsAServerUnlessItExports() {
        String manifest =
                "{\"scripts\": {\"build\": \"next build\", \"start\": \"next start\"}, \"dependencies\": {\"next\":"
                        + " \"15\"}}";
        Plan server = plan(locked(manifest));
        assertThat(server.command("web").orElse("")).isEqualTo("npm start");
        assertThat(server.warnings()).isEmpty();
        Plan exported = plan(locked(manifest, "next.config.mjs", "export default { output: 'export' }"));
        assertThat(exported.site()).isEqualTo(new Plan.Site("out", false));
    }

    @Test
    void entryFilesStartWithoutAScript() {
        assertThat(plan(MapTree.of("package.json", "{\"main\": \"./lib/app\"}", "lib/app.js", ""))
                        .command("web")
                        .orElse(""))
                .isEqualTo("node lib/app.js");
        assertThat(plan(MapTree.of("package.json", "{}", "index.js", ""))
                        .command("web")
                        .orElse(""))
                .isEqualTo("node index.js");
        assertThat(plan(MapTree.of("package.json", "{\"main\": \"a b';rm.js\"}", "a b';rm.js", "", "x", ""))
                        .command("web")
                        .orElse(""))
                .isEqualTo("node 'a b'\\'';rm.js'");
    }

    @Test
    void nothingToStartIsRefused() {
        refused(MapTree.of("package.json", "{\"name\": \"x\"}")).hasMessageContaining("nothing says how it starts");
    }

    @Test
    void brokenOrHugeManifestsGetASentence() {
        refused(app("{\"name\": ")).hasMessageContaining("package.json").hasMessageContaining("line 1");
        refused(app("[1, 2]")).hasMessageContaining("no JSON object");
        refused(app("[".repeat(100_000))).hasMessageContaining("no valid JSON");
        refused(app("{\"x\": \"" + "y".repeat(2 << 20) + "\"}")).hasMessageContaining("larger than");
    }

    @Test
    void fieldsOfTheWrongTypeCountAsNotThere() {
        Plan plan =
                plan(app("{\"scripts\": [1], \"engines\": \"20\", \"main\": {}, \"workspaces\": 3}", "index.js", ""));
        assertThat(plan.toolchain()).extracting(Plan.Toolchain::asked).isNull();
    }

    private static Plan.@Nullable Site site(String dependency, String scripts) {
        Plan plan = plan(locked("{\"scripts\": {" + scripts + "\"build\": \"x build\"}, \"devDependencies\": {\""
                + dependency + "\": \"1\"}}"));
        assertThat(plan.stack()).isEqualTo("nodejs");
        assertThat(plan.command("web").orElse("")).isEqualTo("firn-static");
        return plan.site();
    }

    private static MapTree app(String manifest, String... more) {
        var files = new ArrayList<>(List.of("package.json", manifest));
        files.addAll(List.of(more));
        return MapTree.of(files.toArray(String[]::new));
    }

    private static MapTree locked(String manifest, String... more) {
        var files = new ArrayList<>(List.of("package-lock.json", "{}"));
        files.addAll(List.of(more));
        return app(manifest, files.toArray(String[]::new));
    }
}
