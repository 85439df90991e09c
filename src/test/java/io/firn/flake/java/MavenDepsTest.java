package io.firn.flake.java;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.firn.detect.Plan;
import io.firn.fault.Fault;
import io.firn.flake.Deps;
import io.firn.flake.Pins;
import io.firn.tree.MapTree;
import io.firn.tree.Tree;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What Maven fetches belongs to the build files, and to nothing else of the repository. */
class MavenDepsTest {
    private static final String JAR = "org/example/thing/1.0/thing-1.0.jar";
    private static final String SRI = "sha256-qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqo=";
    private static final Plan PLAN = Plan.parse(
            """
            {"schema": 1, "name": "x", "stack": "java", "subdir": ".", "toolchain": {"name": "jdk", "version": "21.0.12"},
             "packageManager": {"name": "maven", "version": "3.9.16"}, "processes": {}, "settings": {"tool": "maven"}}
            """);

    private static Tree tree(Map<String, String> files) {
        MapTree.Builder tree = MapTree.builder();
        files.forEach((path, text) -> tree.file(path, text.getBytes(StandardCharsets.UTF_8)));
        return tree.build();
    }

    private static String digest(Map<String, String> files) {
        return MavenDeps.digest(PLAN, tree(files));
    }

    @Test
    void theDigestIsThatOfTheBuildFilesAlone() {
        String one = digest(Map.of("pom.xml", "<project/>", "src/main/java/A.java", "class A {}"));
        assertThat(digest(Map.of("pom.xml", "<project/>", "src/main/java/A.java", "class A { int b; }")))
                .isEqualTo(one);
        assertThat(digest(Map.of("pom.xml", "<project><!-- --></project>"))).isNotEqualTo(one);
        assertThat(digest(Map.of("pom.xml", "<project/>", "web/pom.xml", "<project/>")))
                .isNotEqualTo(one);
        assertThat(digest(Map.of("pom.xml", "<project/>", ".mvn/maven.config", "-Pfast")))
                .isNotEqualTo(one);
    }

    @Test
    void whatPassesWhileResolvingIsNoPartOfIt() {
        Tree tree = tree(Map.of("pom.xml", "<project/>"));
        assertThat(MavenDeps.digest(PLAN.with(Map.of("recorder", "http://127.0.0.1/x/")), tree))
                .isEqualTo(MavenDeps.digest(PLAN, tree));
    }

    @Test
    void aRecordedOutcomeIsTakenForItsOwnBuildFiles() {
        Tree tree = tree(Map.of("pom.xml", "<project/>"));
        Deps made = MavenDeps.of(MavenDeps.digest(PLAN, tree), Map.of(JAR, SRI));
        assertThat(MavenDeps.read(PLAN, tree, Pins.of(made))).isEqualTo(made);
        assertThat(made.files()).containsExactly(Deps.SourceFile.of("org.example:thing", "1.0", "maven", JAR, SRI));
        Tree other = tree(Map.of("pom.xml", "<project>more</project>"));
        assertThatThrownBy(() -> MavenDeps.read(PLAN, other, Pins.of(made)))
                .isInstanceOf(Fault.class)
                .hasMessageContaining("nothing is recorded for these build files");
    }

    @Test
    void aRepositoryMayCarryTheOutcome() {
        String digest = digest(Map.of("pom.xml", "<project/>"));
        Deps made = MavenDeps.of(digest, Map.of(JAR, SRI));
        Tree tree = tree(Map.of("pom.xml", "<project/>", MavenDeps.FILE, made.toJson()));
        assertThat(MavenDeps.read(PLAN, tree, Pins.NONE)).isEqualTo(made);
    }
}
