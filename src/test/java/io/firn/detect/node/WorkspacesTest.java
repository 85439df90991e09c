package io.firn.detect.node;

import static io.firn.detect.stacks.DetectionTest.plan;
import static io.firn.detect.stacks.DetectionTest.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.firn.detect.Plan;
import io.firn.tree.MapTree;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WorkspacesTest {
    private static final String ROOT = "{\"workspaces\": [\"apps/*\", \"packages/*\"]}";
    private static final String NEXT = "{\"name\": \"@us/web\", \"dependencies\": {\"next\": \"15\"}}";

    @Test
    void aRootThatStartsItselfIsTheApp() {
        Plan plan = plan(tree("{\"workspaces\": [\"packages/*\"], \"scripts\": {\"start\": \"node packages/a\"}}"));
        assertThat(plan.command("web").orElse("")).isEqualTo("npm start");
    }

    @Test
    void theOnlyWorkspaceThatIsAnAppIsStarted() {
        Plan plan = plan(tree(ROOT, "apps/web/package.json", NEXT, "packages/ui/package.json", "{\"name\": \"ui\"}"));
        assertThat(plan.command("web").orElse("")).isEqualTo("cd apps/web && next start");
        assertThat(plan.build()).isEqualTo(new Plan.Build("cd apps/web && next build"));
        assertThat(plan.settings()).containsEntry("workspace", "apps/web");
    }

    @Test
    void packagesOfTheWorkspaceAreBuiltBeforeIt() {
        Plan plan = plan(tree(
                ROOT,
                "apps/web/package.json",
                "{\"scripts\": {\"build\": \"vite build\"}, \"devDependencies\": {\"vite\": \"6\"}}",
                "apps/web/index.html",
                "",
                "packages/ui/package.json",
                "{\"scripts\": {\"build\": \"tsc\"}}"));
        assertThat(plan.build()).isEqualTo(new Plan.Build("npm run build --workspaces --if-present"));
        assertThat(plan.site()).isEqualTo(new Plan.Site("apps/web/dist", true));
    }

    @Test
    void amongSeveralAppsTheNameChoosesElseTheyAreNamed() {
        String api = "{\"scripts\": {\"start\": \"node x\"}}";
        assertThat(plan(tree(ROOT, "apps/shop/package.json", api, "apps/admin/package.json", api))
                        .command("web")
                        .orElse(""))
                .isEqualTo("cd apps/shop && npm start");
        refused(tree(ROOT, "apps/one/package.json", api, "apps/two/package.json", api))
                .hasMessageContaining("several apps: apps/one, apps/two");
    }

    @Test
    void pnpmsOwnFileNamesThemTooAndPatternsMayTakeBack() {
        Plan plan = plan(MapTree.of(
                "package.json", "{}",
                "pnpm-lock.yaml", "",
                "pnpm-workspace.yaml", "packages:\n  - 'apps/**'\n  - '!apps/old'\n",
                "apps/old/package.json", NEXT,
                "apps/group/web/package.json", NEXT));
        assertThat(plan.command("web").orElse("")).isEqualTo("cd apps/group/web && next start");
    }

    @Test
    void aDependencyOfTheRootCountsWhereAWorkspaceHasItsConfiguration() {
        Plan plan = plan(tree(
                "{\"workspaces\": [\"apps/*\"], \"dependencies\": {\"next\": \"15\"}}",
                "apps/web/package.json",
                "{}",
                "apps/web/next.config.js",
                "",
                "apps/e2e/package.json",
                "{}"));
        assertThat(plan.command("web").orElse("")).isEqualTo("cd apps/web && next start");
    }

    private static MapTree tree(String manifest, String... more) {
        var files = new ArrayList<>(List.of("package.json", manifest, "package-lock.json", "{}"));
        files.addAll(List.of(more));
        return MapTree.of(files.toArray(String[]::new));
    }
}
