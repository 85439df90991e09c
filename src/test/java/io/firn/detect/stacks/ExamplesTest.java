package io.firn.detect.stacks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.firn.detect.Offers;
import io.firn.detect.Plan;
import io.firn.tree.FolderTree;
import io.firn.tree.TreeLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Each buildpack's examples give the plan that stands beside them; {@code -Dfirn.golden=write} writes the plans anew. */
class ExamplesTest {
    private static final Path ROOT = Path.of("").toAbsolutePath();

    @TestFactory
    Stream<DynamicTest> examplesGiveTheirGoldenPlans() throws IOException {
        List<Path> examples;
        try (Stream<Path> walk = Files.walk(ROOT.resolve("buildpacks"), 4)) {
            examples = walk.filter(file -> file.endsWith("plan.golden.json"))
                    .map(Path::getParent)
                    .sorted()
                    .toList();
        }
        assertThat(examples).isNotEmpty();
        return examples.stream()
                .map(folder -> DynamicTest.dynamicTest(ROOT.relativize(folder).toString(), () -> compare(folder)));
    }

    private static void compare(Path folder) throws IOException {
        var offers = Offers.of(FolderTree.of(ROOT, TreeLimits.DEFAULT, "buildpacks"), "debian");
        Plan plan = Stacks.detection(offers)
                .plan(folder.getFileName().toString(), FolderTree.of(folder, TreeLimits.DEFAULT));
        Path golden = folder.resolve("plan.golden.json");
        String bare = withoutWords(plan).toJson();
        if ("write".equals(System.getProperty("firn.golden"))) {
            Files.writeString(golden, bare);
        } else if (!bare.equals(Files.readString(golden))) {
            fail(
                    "The plan differs from " + golden
                            + ": it is now%n%s%nRun with -Dfirn.golden=write and review the change.",
                    bare);
        }
        assertThat(plan.evidence()).isNotEmpty();
        assertThat(plan.warnings()).isEmpty();
    }

    /** What people read is not compared: Nix does not read it, and better words should not touch eight files. */
    private static Plan withoutWords(Plan plan) {
        return new Plan(
                plan.schema(),
                plan.name(),
                plan.stack(),
                plan.subdir(),
                plan.toolchain(),
                plan.packageManager(),
                plan.framework(),
                plan.build(),
                plan.processes(),
                plan.site(),
                plan.test(),
                plan.health(),
                plan.port(),
                plan.settings(),
                plan.env(),
                List.of(),
                List.of());
    }
}
