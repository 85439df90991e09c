package io.firn.detect.stacks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.firn.detect.Detection;
import io.firn.detect.Evidence;
import io.firn.detect.Offers;
import io.firn.detect.Plan;
import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import io.firn.tree.MapTree;
import io.firn.tree.Tree;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

public class DetectionTest {
    public static final Offers OFFERS = Offers.parse(
            """
            {"nodejs": {"debian": {"default": "22.23.3", "versions": {"18.20.8": {}, "20.20.2": {}, "22.23.3": {}, "24.21.0": {}}}},
             "npm": {"debian": {"default": "10.9.9", "versions": {"10.9.9": {}, "11.21.2": {}}}},
             "pnpm": {"debian": {"default": "10.9.0", "versions": {"8.15.9": {}, "9.1.4": {}, "9.15.9": {}, "10.9.0": {}}}},
             "yarn": {"debian": {"default": "1.22.22", "versions": {"1.22.22": {}, "3.8.7": {}, "4.9.2": {}}}},
             "bun": {"debian": {"default": "1.3.14", "versions": {"1.2.0": {}, "1.3.14": {}}}},
             "python": {"debian": {"default": "3.11.2", "versions": {"3.11.2": {"packages": {
                "flask": {"package": "python3-flask", "version": "2.2.2"}}}, "3.13.5": {}}}},
             "go": {"debian": {"default": "1.24.4", "versions": {"1.19.8": {}, "1.24.4": {}}}},
             "ruby": {"debian": {"default": "3.3.8", "versions": {"3.1.2": {}, "3.3.8": {}}}},
             "rust": {"debian": {"default": "1.85.0", "versions": {"1.63.0": {}, "1.85.0": {}}}},
             "jdk": {"debian": {"default": "21.0.9", "versions": {"17.0.17": {}, "21.0.9": {}, "25.0.1": {}}}},
             "maven": {"debian": {"default": "3.9.9", "versions": {"3.8.7": {}, "3.9.9": {}}}},
             "gradle": {"debian": {"default": "4.4.1", "versions": {"4.4.1": {"jdk": "17.0.17"}, "8.14.3": {}}}},
             "php": {"debian": {"default": "8.4.11", "versions": {"8.2.29": {}, "8.4.11": {}}}},
             "caddy": {"debian": {"default": "2.6.2", "versions": {"2.6.2": {}}}}}
            """,
            "debian");

    public static final Detection DETECTION = Stacks.detection(OFFERS);

    @Test
    void nothingKnownSaysWhatWasLookedForAndWhatToDo() {
        refused(MapTree.of("README", "", "notes.txt", ""))
                .hasMessageContaining("Could not detect the stack of \"shop\"")
                .hasMessageContaining("package.json (nodejs)");
    }

    @ParameterizedTest
    @CsvSource({
        "mix.exs,Elixir",
        "Shop.csproj,.NET",
        "build.sbt,Scala with sbt",
        "CMakeLists.txt,C or C++ with CMake",
        "deno.json,Deno",
        "start.sh,a shell script"
    })
    void aStackWithoutABuildpackIsNamedAndNotGuessed(String file, String label) {
        refused(MapTree.of(file, "", "assets/package.json", "{\"scripts\": {\"start\": \"x\"}}"))
                .hasMessageContaining(file + " is there, which is " + label);
        refused(MapTree.of(file, "", "README.md", "")).hasMessageContaining(label);
    }

    @Test
    void aFileOfAnotherToolDoesNotHideAnApp() {
        Plan plan = plan(MapTree.of(
                "CMakeLists.txt", "", "package.json", "{\"scripts\": {\"start\": \"node x\"}}", "Dockerfile", ""));
        assertThat(plan.stack()).isEqualTo("nodejs");
    }

    @Test
    void anEmptyTreeSaysSo() {
        refused(MapTree.of()).hasMessageContaining("there is no file in it");
    }

    @Test
    void theOnlyFolderWithAnAppIsTheApp() {
        Plan plan = plan(MapTree.of("web/public/index.html", "", "docs/index.html", "", "README", ""));
        assertThat(plan.subdir()).isEqualTo("web");
        assertThat(plan.site()).isEqualTo(new Plan.Site("public", false));
    }

    @Test
    void severalFoldersWithAppsArePointedOut() {
        assertThatThrownBy(() -> DETECTION.plan("shop", MapTree.of("api/go.mod", "module x", "web/index.html", "")))
                .isInstanceOfSatisfying(
                        Fault.class, fault -> assertThat(fault.hint().orElse(""))
                                .contains("\"api\" (go.mod), \"web\" (index.html)")
                                .contains("root = \"api\""));
    }

    @Test
    void thePythonAppWithAFrontEndIsAPythonApp() {
        Plan plan = plan(MapTree.of(
                "requirements.txt", "flask",
                "app.py", "from flask import Flask\napp = Flask(__name__)\n",
                "package.json", "{\"scripts\": {\"build\": \"tailwindcss\"}}"));
        assertThat(plan.stack()).isEqualTo("python");
        assertThat(plan.warnings()).anyMatch(warning -> warning.contains("also looks like nodejs"));
    }

    @Test
    void aProcfileDecidesBetweenTwoStacks() {
        Tree tree = MapTree.of(
                "requirements.txt",
                "flask",
                "app.py",
                "",
                "package.json",
                "{}",
                "server.js",
                "",
                "Procfile",
                "web: node server.js");
        assertThat(plan(tree).stack()).isEqualTo("nodejs");
    }

    @Test
    void aProcfileNamesEveryProcess() {
        Plan plan = plan(MapTree.of(
                "package.json",
                "{\"scripts\": {\"start\": \"node x\"}}",
                "Procfile",
                "# ours\n\nworker: node w.js  \nweb:node s.js\n"));
        assertThat(plan.command("web").orElse("")).isEqualTo("node s.js");
        assertThat(plan.command("worker").orElse("")).isEqualTo("node w.js");
    }

    @Test
    void aProcfileWithoutWebKeepsTheStartScript() {
        Plan plan = plan(
                MapTree.of("package.json", "{\"scripts\": {\"start\": \"node x\"}}", "Procfile", "worker: node w.js"));
        assertThat(plan.processes()).containsOnlyKeys("web", "worker");
    }

    @Test
    void aBrokenProcfileLineIsNamed() {
        refused(MapTree.of("package.json", "{}", "Procfile", "web: node a.js\nwhat is this\n"))
                .hasMessageContaining("line 2 of the Procfile");
    }

    @Test
    void aSiteOfFilesIsServedFromWhereItsPageLies() {
        assertThat(plan(MapTree.of("index.html", "")).site()).isEqualTo(new Plan.Site(".", false));
        assertThat(plan(MapTree.of("dist/index.html", "")).site()).isEqualTo(new Plan.Site("dist", false));
        assertThat(plan(MapTree.of("Staticfile", "root: web\npushstate: enabled\n", "web/a.html", ""))
                        .site())
                .isEqualTo(new Plan.Site("web", true));
    }

    @Test
    void aServersConfigurationNamesTheFolderAndTheFallback() {
        Plan nginx = plan(MapTree.of(
                "nginx.conf",
                "http {\n  server {\n    root web;\n    try_files $uri /index.html;\n  }\n}\n",
                "web/index.html",
                ""));
        assertThat(nginx.site()).isEqualTo(new Plan.Site("web", true));
        Plan httpd = plan(MapTree.of("httpd.conf", "DocumentRoot \"${APP_ROOT}/pages\"\n", "pages/index.html", ""));
        assertThat(httpd.site()).isEqualTo(new Plan.Site("pages", false));
    }

    @Test
    void aStaticfileMayNotLeadOutOfTheRepository() {
        refused(MapTree.of("Staticfile", "root: ../../etc")).hasMessageContaining("not inside the repository");
        refused(MapTree.of("Staticfile", "root: nowhere")).hasMessageContaining("which is not there");
    }

    @Test
    void everyFieldHasItsEvidence() {
        Plan plan = plan(
                MapTree.of("package.json", "{\"scripts\": {\"start\": \"node x\"}, \"engines\": {\"node\": \"20\"}}"));
        assertThat(plan.evidence()).extracting(Evidence::field).contains("stack", "toolchain.version", "processes.web");
        assertThat(plan.evidence())
                .allSatisfy(evidence -> assertThat(evidence.because()).isNotBlank());
    }

    public static Plan plan(Tree tree) {
        return DETECTION.plan("shop", tree);
    }

    public static AbstractThrowableAssert<?, ? extends Throwable> refused(Tree tree) {
        return assertThatThrownBy(() -> DETECTION.plan("shop", tree)).isInstanceOfSatisfying(Fault.class, fault -> {
            assertThat(fault.code()).isEqualTo(FaultCode.UNSUPPORTED);
            assertThat(fault.hint()).isPresent();
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            textBlock =
                    """
            hugo.toml                ; content/a.md         ; Hugo
            config.yaml              ; archetypes/a.md      ; Hugo
            config.toml              ; content/_index.md    ; Zola
            _config.yml              ; _posts/a.md          ; Jekyll
            .meteor/release          ; package.json         ; Meteor
            project/build.properties ; src/main/a.scala     ; Scala
            app/app.csproj           ; lib/lib.csproj       ; .NET
            page.asd                 ; index.html           ; Common Lisp
            compute.c                ; Makefile             ; C or C++
            docker-compose.yaml      ; db/a.sql             ; a Compose file
            """)
    void whatIsKnownAndNotBuiltIsNamed(String file, String beside, String name) {
        refused(MapTree.of(file, "", beside, "{}")).hasMessageContaining("which is " + name);
    }

    @Test
    void pagesThatAGeneratorFillsInAreNoApp() {
        refused(MapTree.of("config.toml", "", "templates/index.html", "{{ page }}"))
                .hasMessageContaining("none of");
        assertThat(plan(MapTree.of("config.toml", "", "index.html", "")).stack())
                .isEqualTo("static");
    }
}
