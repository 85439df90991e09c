package io.firn.flake;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.firn.detect.Plan;
import io.firn.tree.FolderTree;
import io.firn.tree.Tree;
import io.firn.tree.TreeLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Each buildpack's examples give the deps.json that stands beside them; {@code -Dfirn.golden=write} writes it anew. */
class ExamplesTest {
    private static final Path ROOT = Path.of("").toAbsolutePath();
    private static final Tree DISTRIBUTION = FolderTree.of(ROOT, TreeLimits.DEFAULT, "nix", "buildpacks");
    private static final ObjectMapper JSON = new ObjectMapper();

    @TestFactory
    Stream<DynamicTest> examplesGiveTheirGoldenDependencies() throws IOException {
        try (Stream<Path> walk = Files.walk(ROOT.resolve("buildpacks"), 4)) {
            return walk
                    .filter(file -> file.endsWith("deps.golden.json"))
                    .map(Path::getParent)
                    .sorted()
                    .toList()
                    .stream()
                    .map(folder ->
                            DynamicTest.dynamicTest(ROOT.relativize(folder).toString(), () -> compare(folder)));
        }
    }

    private static void compare(Path folder) throws IOException {
        Plan plan = Plan.parse(Files.readString(folder.resolve("plan.golden.json")));
        Path golden = folder.resolve("deps.golden.json");
        // Maven's are resolved, not read: what is compared is that they belong to these build files.
        Pins pins = plan.stack().equals("java") ? Pins.of(Deps.parse(Files.readString(golden))) : Pins.NONE;
        Deps deps = Flakes.deps(plan, FolderTree.of(folder, TreeLimits.DEFAULT), DISTRIBUTION, "debian", pins);
        if ("write".equals(System.getProperty("firn.golden"))) {
            Files.writeString(golden, deps.toJson());
        }
        JsonNode expected = JSON.readTree(Files.readString(golden));
        assertThat(JSON.readTree(deps.toJson()).equals(expected))
                .as("deps.json of %s; -Dfirn.golden=write shows the change", folder)
                .isTrue();
        assertThat(Deps.parse(deps.toJson())).isEqualTo(deps);
    }
}
