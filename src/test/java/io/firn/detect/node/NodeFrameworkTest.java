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

class NodeFrameworkTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            textBlock =
                    """
            next                  ; next          ; next start                                    ; next build
            nuxt                  ; nuxt          ; node .output/server/index.mjs                 ; nuxt build
            @nestjs/core          ; nest          ; node dist/main                                ; nest build
            @remix-run/serve      ; remix         ; remix-serve ./build/server/index.js           ; remix vite:build
            @react-router/dev     ; react-router  ; react-router-serve ./build/server/index.js    ; react-router build
            @solidjs/start        ; solid-start   ; node .output/server/index.mjs                 ; vinxi build
            @tanstack/react-start ; tanstack-start; srvx --prod -s ../client dist/server/server.js; vite build
            """)
    void aServersFrameworkBuildsAndStartsItWhereNoScriptDoes(
            String dependency, String name, String start, String build) {
        Plan plan = plan(locked("{\"dependencies\": {\"" + dependency + "\": \"1\"}}"));
        assertThat(plan.framework()).isEqualTo(name);
        assertThat(plan.command("web").orElse("")).isEqualTo(start);
        assertThat(plan.build()).isEqualTo(new Plan.Build(build));
        assertThat(plan.site()).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            textBlock =
                    """
            react-router.config.ts ; @react-router/dev      ; export default { ssr: false }   ; build/client  ; true
            next.config.mjs        ; next                   ; export default {output: 'export'}; out          ; false
            nuxt.config.ts         ; nuxt                   ; x = { preset: 'static' }        ; .output/public; false
            svelte.config.js       ; @sveltejs/adapter-static; adapter()                      ; build         ; true
            vite.config.js         ; vite                   ; x = { build: {outDir: "web"} }  ; web           ; true
            astro.config.mjs       ; astro                  ; // output: 'server'             ; dist          ; false
            """)
    void aBuildThatIsFilesAloneIsServedEvenBesideTheFrameworksOwnStart(
            String file, String dependency, String config, String root, boolean spa) {
        String scripts = "{\"start\": \"" + (dependency.startsWith("next") ? "next start" : "vite preview") + "\"}";
        String more = dependency.startsWith("@sveltejs") ? "\"@sveltejs/kit\": \"2\", " : "";
        Plan plan = plan(locked(
                "{\"scripts\": " + (dependency.equals("nuxt") || dependency.equals("astro") ? "{}" : scripts)
                        + ", \"devDependencies\": {" + more + "\"" + dependency + "\": \"1\"}}",
                file,
                config));
        assertThat(plan.site()).isEqualTo(new Plan.Site(root, spa));
        assertThat(plan.command("web").orElse("")).isEqualTo("firn-static");
    }

    @Test
    void aStartScriptForDevelopmentGivesWayToOneForProductionOrTheFramework() {
        assertThat(web("{\"scripts\": {\"start\": \"nest start\", \"start:prod\": \"node dist/main\"},"
                        + " \"dependencies\": {\"@nestjs/core\": \"11\"}}"))
                .isEqualTo("npm run start:prod");
        assertThat(web("{\"scripts\": {\"start\": \"next dev\", \"build\": \"next build\"},"
                        + " \"dependencies\": {\"next\": \"15\"}}"))
                .isEqualTo("next start");
    }

    @Test
    void angularsOutputFolderComesFromItsSettings() {
        String settings = "{\"projects\": {\"shop-web\": {\"projectType\": \"application\", \"architect\": {\"build\":"
                + " {\"builder\": \"@angular/build:application\", \"options\": {}}}}}}";
        String manifest = "{\"scripts\": {\"start\": \"ng serve --port 80\", \"build\": \"ng build\"},"
                + " \"dependencies\": {\"@angular/core\": \"20\"}}";
        assertThat(plan(locked(manifest, "angular.json", settings)).site())
                .isEqualTo(new Plan.Site("dist/shop-web/browser", true));
        String older = settings.replace("@angular/build:application", "@angular-devkit/build-angular:browser")
                .replace("{}", "{\"outputPath\": \"dist/x\"}");
        assertThat(plan(locked(manifest, "angular.json", older)).site()).isEqualTo(new Plan.Site("dist/x", true));
    }

    @Test
    void svelteKitWithoutAServersAdapterSaysWhatToAdd() {
        refused(locked("{\"scripts\": {\"build\": \"vite build\"}, \"devDependencies\":"
                        + " {\"@sveltejs/kit\": \"2\", \"@sveltejs/adapter-auto\": \"3\"}}"))
                .hasMessageContaining("without @sveltejs/adapter-node");
    }

    @Test
    void aSiteMakerBesideAServersLibraryIsServedWhereNothingStartsAServer() {
        Plan plan = plan(locked("{\"scripts\": {\"build\": \"vite build\"}, \"dependencies\": {\"express\": \"5\","
                + " \"vite\": \"6\"}}"));
        assertThat(plan.site()).isEqualTo(new Plan.Site("dist", true));
    }

    @Test
    void typeScriptIsStartedByWhatCanRunIt() {
        assertThat(web("{\"devDependencies\": {\"tsx\": \"4\"}}", "src/index.ts", ""))
                .isEqualTo("tsx src/index.ts");
        assertThat(web("{}", "index.ts", "")).isEqualTo("node index.ts");
        refused(locked("{\"engines\": {\"node\": \"18\"}}", "index.ts", "")).hasMessageContaining("nothing says how");
        assertThat(plan(MapTree.of("package.json", "{\"module\": \"index.ts\"}", "bun.lock", "", "index.ts", ""))
                        .command("web")
                        .orElse(""))
                .isEqualTo("bun index.ts");
    }

    @Test
    void aStartThatNeedsADevelopmentDependencyKeepsThem() {
        Plan plan = plan(locked("{\"scripts\": {\"start\": \"tsx x.ts\"}, \"devDependencies\": {\"tsx\": \"4\"}}"));
        assertThat(plan.settings()).containsEntry("modules.run", "all");
    }

    @Test
    void whatANpmInstallWouldRunOfTheAppItselfIsRunBeforeTheBuild() {
        Plan plan = plan(
                locked("{\"scripts\": {\"start\": \"x\", \"postinstall\": \"prisma generate\", \"build\": \"tsc\"}}"));
        assertThat(plan.build()).isEqualTo(new Plan.Build("npm run postinstall && npm run build"));
        assertThat(plan.settings()).containsEntry("modules", "copy");
    }

    private static String web(String manifest, String... more) {
        return plan(locked(manifest, more)).command("web").orElse("");
    }

    private static MapTree locked(String manifest, String... more) {
        var files = new ArrayList<>(List.of("package.json", manifest, "package-lock.json", "{}"));
        files.addAll(List.of(more));
        return MapTree.of(files.toArray(String[]::new));
    }
}
