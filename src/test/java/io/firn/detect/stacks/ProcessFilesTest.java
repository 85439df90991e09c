package io.firn.detect.stacks;

import static io.firn.detect.stacks.DetectionTest.plan;
import static org.assertj.core.api.Assertions.assertThat;

import io.firn.detect.Plan;
import io.firn.tree.MapTree;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProcessFilesTest {

    @Test
    void theProcfileGoesBeforeHerokuYmlAndBothBeforeTheManifest() {
        Plan plan = plan(tree(
                "Procfile",
                "web: node procfile.js\n",
                "heroku.yml",
                "run:\n  web: node heroku.js\n  worker:\n    command:\n      - node worker.js\n"));
        assertThat(plan.command("web").orElse("")).isEqualTo("node procfile.js");
        assertThat(plan.command("worker").orElse("")).isEqualTo("node worker.js");
        assertThat(plan(tree("heroku.yml", "run:\n  web: node heroku.js\n"))
                        .command("web")
                        .orElse(""))
                .isEqualTo("node heroku.js");
    }

    @Test
    void appJsonGivesVariablesHealthAndTests() {
        Plan plan = plan(
                tree(
                        "app.json",
                        """
                {"env": {"LEVEL": {"value": "3"}, "SECRET": {"generator": "secret"}, "PLAIN": "x"},
                 "environments": {"test": {"scripts": {"test": "npm test"}}},
                 "healthchecks": {"web": [{"type": "startup", "path": "/up"}]}}
                """));
        assertThat(plan.env())
                .containsEntry("LEVEL", "3")
                .containsEntry("PLAIN", "x")
                .doesNotContainKey("SECRET");
        assertThat(plan.test()).isEqualTo(new Plan.Test("npm test"));
        assertThat(plan.health()).isEqualTo(new Plan.Health("/up"));
    }

    @Test
    void brokenOnesAreWarnedOf() {
        Plan plan = plan(tree("app.json", "{", "heroku.yml", "run: [\n"));
        assertThat(plan.warnings())
                .anyMatch(warning -> warning.contains("app.json"))
                .anyMatch(warning -> warning.contains("heroku.yml"));
    }

    private static MapTree tree(String... more) {
        var files = new ArrayList<>(List.of("package.json", "{\"scripts\": {\"start\": \"node x\"}}"));
        files.addAll(List.of(more));
        return MapTree.of(files.toArray(String[]::new));
    }
}
