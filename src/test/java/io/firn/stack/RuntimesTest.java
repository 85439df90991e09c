package io.firn.stack;

import static org.assertj.core.api.Assertions.assertThat;

import io.firn.detect.Plan;
import io.firn.fault.Fault;
import io.firn.tree.MapTree;
import io.firn.tree.Tree;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RuntimesTest {
    private static final String SHIPPED =
            """
            {"nodejs": {"debian": {"default": "22.1.0", "versions": {"20.1.0": {}, "22.1.0": {}}}},
             "npm": {"debian": {"default": "10.0.0", "versions": {"10.0.0": {}}}}}
            """;
    private static final Tree APP = MapTree.of("package.json", "{\"scripts\":{\"start\":\"node a.js\"}}", "a.js", "");

    @Test
    void anAddedVersionIsOfferedAndPartOfTheFlakesFiles() {
        Runtimes added = new Runtimes(
                List.of(new Runtimes.Version("debian", "nodejs", "21.7.3", "{\"file\":\"x\"}", false, null)),
                new TreeMap<>(),
                new TreeMap<>());
        Distribution distribution = distribution(added);

        assertThat(distribution.offers().of("nodejs").versions()).containsExactly("20.1.0", "21.7.3", "22.1.0");
        assertThat(distribution.tree().text("buildpacks/versions.json", 1 << 20).orElseThrow())
                .contains("\"21.7.3\"");
        assertThat(distribution.digest())
                .isNotEqualTo(distribution(Runtimes.none()).digest());
    }

    @Test
    void aPinIsTheStandardWhateverTheDistributionSays() {
        Runtimes pinned = new Runtimes(List.of(), new TreeMap<>(Map.of("debian/nodejs", "20.1.0")), new TreeMap<>());

        assertThat(plan(pinned, APP).toolchain()).isEqualTo(new Plan.Toolchain("nodejs", null, "20.1.0"));
    }

    @Test
    void aHiddenVersionIsNotChosenButKeptByThoseWhoAreLockedToIt() {
        Runtimes hidden = new Runtimes(
                List.of(new Runtimes.Version("debian", "nodejs", "22.1.0", null, true, null)),
                new TreeMap<>(),
                new TreeMap<>());
        Plan before = plan(Runtimes.none(), APP);

        assertThat(plan(hidden, APP).toolchain()).isEqualTo(new Plan.Toolchain("nodejs", null, "20.1.0"));
        assertThat(new Planner(distribution(hidden), hidden)
                        .plan("shop", APP, before)
                        .toolchain())
                .isEqualTo(before.toolchain());
        assertThat(distribution(hidden).digest())
                .as("hiding changes no file, so it moves no app")
                .isEqualTo(distribution(Runtimes.none()).digest());
    }

    @Test
    void defaultCommandsAreForRepositoriesThatNameNone() {
        Runtimes commands = new Runtimes(
                List.of(),
                new TreeMap<>(),
                new TreeMap<>(Map.of("nodejs", new Runtimes.Commands("node build.js", "node serve.js"))));
        Tree silent = MapTree.of("package.json", "{}");

        assertThat(fails(Runtimes.none(), silent)).isTrue();
        Plan plan = plan(commands, silent);
        assertThat(plan.command("web")).contains("node serve.js");
        assertThat(plan.build()).isEqualTo(new Plan.Build("node build.js"));
        assertThat(plan.evidence())
                .anyMatch(evidence -> evidence.because().equals("the administrator's default for nodejs"));
        assertThat(plan(commands, APP).command("web")).contains("npm start");
    }

    private static boolean fails(Runtimes runtimes, Tree tree) {
        try {
            plan(runtimes, tree);
            return false;
        } catch (Fault expected) {
            return true;
        }
    }

    private static Plan plan(Runtimes runtimes, Tree tree) {
        return new Planner(distribution(runtimes), runtimes).plan("shop", tree);
    }

    private static Distribution distribution(Runtimes runtimes) {
        return Distribution.of(runtimes.overlaid(MapTree.of("buildpacks/versions.json", SHIPPED)), "debian");
    }
}
