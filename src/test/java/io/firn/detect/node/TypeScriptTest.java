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

/** The places are those that the compiler itself wrote to (4.9, 5.9, 6.0 and 7.0) for the same settings. */
class TypeScriptTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            {'outDir': 'dist'}                    |                       | server.ts     | node dist/server.js
            {'outDir': './build/'}                |                       | src/index.ts  | node build/index.js
            {'outDir': 'dist', 'rootDir': '.'}    |                       | src/index.ts  | node dist/src/index.js
            {'outDir': 'dist', 'rootDir': 'src'}  |                       | src/index.ts  | node dist/index.js
            {'outDir': 'dist', 'composite': true} |                       | src/index.ts  | node dist/src/index.js
            {'outDir': 'dist'}                    | , 'include': ['src']  | src/main.mts  | node dist/main.mjs
            {'outDir': 'dist'}                    | , 'files': ['a/b.ts'] | a/b.ts        | node dist/b.js
            {'outDir': 'out', 'rootDir': 'lib'}   |                       | lib/server.ts | node out/server.js
            {}                                    |                       | server.ts     | node server.js
            {'outDir': 'dist'}                    |                       | web.cts       | node dist/web.cjs
            """)
    void whatTheBuildCompilesIsStartedWhereItLands(String options, String more, String source, String command) {
        String config = "{'compilerOptions': " + options + (more == null ? "" : more) + "}";
        assertThat(web("{'scripts': {'build': 'tsc'}}", config, source)).isEqualTo(command);
    }

    @Test
    void aFileBesideTheSourcesMovesTheirPlaces() {
        String config = "{'compilerOptions': {'outDir': 'dist'}}";
        String manifest = "{'scripts': {'build': 'tsc'}}";
        assertThat(web(manifest, config, "src/index.ts", "scripts/deep/seed.ts"))
                .isEqualTo("node dist/src/index.js");
        assertThat(web(manifest, config, "src/index.ts", "types/x.d.ts", "node_modules/a/a.ts", "dist/old.ts"))
                .isEqualTo("node dist/index.js");
        String excluded = "{'compilerOptions': {'outDir': 'dist'}, 'exclude': ['scripts', '**/*.test.ts']}";
        assertThat(web(manifest, excluded, "src/index.ts", "scripts/deep/seed.ts", "a.test.ts"))
                .isEqualTo("node dist/index.js");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            tsc -p tsconfig.build.json              | node made/index.js
            tsc --project ./tsconfig.build.json     | node made/index.js
            npx tsc --build tsconfig.build.json     | node made/index.js
            rimraf dist && tsc && cp -r a dist/     | node dist/index.js
            npm run clean && npm run compile        | node dist/index.js
            tsc --outDir lib                        | node lib/index.js
            tsc src/index.ts --outDir lib           | node lib/index.js
            """)
    void theCompilerIsFoundInTheBuild(String build, String command) {
        String config = "{'compilerOptions': {'outDir': 'dist'}}";
        Plan plan = plan(tree(
                "{'scripts': {'build': '" + build + "', 'compile': 'tsc', 'clean': 'rm -rf dist'}}",
                config,
                "src/index.ts",
                "",
                "tsconfig.build.json",
                json("{'extends': './tsconfig', 'compilerOptions': {'outDir': 'made'}}")));
        assertThat(plan.command("web").orElse("")).isEqualTo(command);
    }

    @Test
    void aBuildThatOnlyChecksCompilesNothing() {
        String config = "{'compilerOptions': {'outDir': 'dist'}}";
        assertThat(web("{'scripts': {'build': 'tsc --noEmit'}}", config, "server.ts"))
                .isEqualTo("node server.ts");
        assertThat(web("{'scripts': {'build': 'tsc'}}", "{'compilerOptions': {'noEmit': true}}", "server.ts"))
                .isEqualTo("node server.ts");
    }

    @Test
    void mainNamesTheProgram() {
        String config = "{'compilerOptions': {'outDir': 'dist'}}";
        String build = "'scripts': {'build': 'tsc'}}";
        assertThat(web("{'main': 'dist/web.js', " + build, config, "src/web.ts", "src/index.ts"))
                .isEqualTo("node dist/web.js");
        assertThat(web("{'main': 'lib/web.js', " + build, config, "src/web.ts", "src/index.ts"))
                .isEqualTo("node dist/index.js");
        assertThat(web("{'main': 'src/web.ts', " + build, config, "src/web.ts", "src/index.ts"))
                .isEqualTo("node dist/web.js");
        assertThat(web("{'main': 'index.js', " + build, config, "index.ts")).isEqualTo("node dist/index.js");
    }

    @Test
    void foldersComeFromWhatTheFileExtendsRelativeToIt() {
        Plan plan = plan(tree(
                "{'scripts': {'build': 'tsc'}}",
                "{'extends': ['./config/base.json', '@scope/config/tsconfig.json']}",
                "src/index.ts",
                "",
                "config/base.json",
                "{ // with a note\n\"compilerOptions\": {\"outDir\": \"../made\", \"rootDir\": \"..\",}, }"));
        assertThat(plan.command("web").orElse("")).isEqualTo("node made/src/index.js");
    }

    @Test
    void aStartScriptThatCompilesIsSplit() {
        String config = "{'compilerOptions': {'outDir': 'dist'}}";
        Plan within = plan(tree("{'scripts': {'start': 'tsc -p . && node dist/server.js'}}", config, "server.ts", ""));
        assertThat(within.build()).isEqualTo(new Plan.Build("tsc -p ."));
        assertThat(within.command("web").orElse("")).isEqualTo("node dist/server.js");
        Plan before = plan(tree(
                "{'scripts': {'build': 'tsc', 'prestart': 'npm run build', 'start': 'node dist/server.js'}}",
                config,
                "server.ts",
                ""));
        assertThat(before.build()).isEqualTo(new Plan.Build("npm run build"));
        assertThat(before.command("web").orElse("")).isEqualTo("node dist/server.js");
    }

    @Test
    void theCompilerIsTheBuildWhereNothingElseRunsTypes() {
        String manifest = "{'engines': {'node': '20'}, 'devDependencies': {'typescript': '5'}}";
        Plan plan = plan(tree(manifest, "{'compilerOptions': {'outDir': 'dist'}}", "src/server.ts", ""));
        assertThat(plan.build()).isEqualTo(new Plan.Build("tsc"));
        assertThat(plan.command("web").orElse("")).isEqualTo("node dist/server.js");
        refused(tree("{'engines': {'node': '20'}}", "{}", "src/server.ts", ""))
                .hasMessageContaining("nothing says how it starts");
    }

    @Test
    void aWorkspaceIsCompiledInItsFolder() {
        Plan plan = plan(tree(
                "{'workspaces': ['apps/*']}",
                "{}",
                "apps/api/package.json",
                json("{'scripts': {'start': 'tsc && node out/main.js'}}"),
                "apps/api/tsconfig.json",
                json("{'compilerOptions': {'outDir': 'out'}}"),
                "apps/api/src/main.ts",
                ""));
        assertThat(plan.build()).isEqualTo(new Plan.Build("cd apps/api && tsc"));
        assertThat(plan.command("web").orElse("")).isEqualTo("cd apps/api && node out/main.js");
    }

    @Test
    void brokenAndHostileSettingsCountAsNotThere() {
        String manifest = "{'scripts': {'build': 'tsc'}}";
        for (String config : List.of(
                "{",
                "[".repeat(100_000),
                "{'extends': './tsconfig.json'}",
                "{'compilerOptions': {'outDir': '../../out', 'rootDir': '/'}}",
                "{'compilerOptions': {'outDir': 3, 'rootDir': []}, 'include': 7, 'references': [{'path': '..'}]}",
                "{'compilerOptions': {'outDir': 'd'}, 'exclude': ['" + "**/".repeat(20_000) + "*', '*']}")) {
            assertThat(web(manifest, config, "server.ts")).startsWith("node ");
        }
    }

    private static String web(String manifest, String config, String... sources) {
        var more = new ArrayList<String>();
        for (String source : sources) {
            more.add(source);
            more.add("");
        }
        return plan(tree(manifest, config, more.toArray(String[]::new)))
                .command("web")
                .orElse("");
    }

    private static MapTree tree(String manifest, String config, String... more) {
        var files = new ArrayList<>(
                List.of("package.json", json(manifest), "package-lock.json", "{}", "tsconfig.json", json(config)));
        files.addAll(List.of(more));
        return MapTree.of(files.toArray(String[]::new));
    }

    private static String json(String text) {
        return text.replace('\'', '"');
    }
}
