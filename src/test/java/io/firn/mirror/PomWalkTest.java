package io.firn.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import io.firn.mirror.PomWalk.Body;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

class PomWalkTest {
    private final Map<String, String> registry = new HashMap<>();
    private final Queue<String> asked = new ConcurrentLinkedQueue<>();
    private final PomWalk walk = new PomWalk(
            file -> {
                asked.add(file);
                return Optional.ofNullable(registry.get(file)).map(text -> new Body(bytes(text), false));
            },
            task -> Thread.ofVirtual().start(task));

    @Test
    void whatAProjectLeadsToIsThereBeforeItIsAskedFor() throws Exception {
        pom(
                "acme",
                "parent",
                "3",
                "<properties><lib>1.5</lib></properties>" + managed(dependency("acme", "bom", "7", "import", "pom")));
        pom("acme", "bom", "7", managed(dependency("acme", "chosen", "${project.version}.1", "compile", "jar")));
        String app = pom(
                "acme",
                "app",
                "1",
                "<parent><groupId>acme</groupId><artifactId>parent</artifactId><version>3</version></parent><dependencies>"
                        + dependency("acme", "lib", "${lib}", "compile", "jar")
                        + dependency("acme", "chosen", "", "runtime", "jar")
                        + dependency("acme", "tests", "1", "test", "jar")
                        + dependency("acme", "range", "[1,2)", "compile", "jar")
                        + "</dependencies>");
        pom(
                "acme",
                "lib",
                "1.5",
                "<dependencies>" + dependency("acme", "deep", "9", "compile", "jar") + "</dependencies>");
        pom("acme", "chosen", "7.1", "");
        pom("acme", "deep", "9", "");
        walk.got(file("acme", "app", "1"), bytes(app));
        List<String> expected = List.of(
                file("acme", "parent", "3"),
                file("acme", "bom", "7"),
                file("acme", "lib", "1.5"),
                file("acme", "chosen", "7.1"),
                file("acme", "deep", "9"));
        for (String file : expected) {
            assertThat(taken(file)).as(file).hasValueSatisfying(body -> assertThat(
                            new String(body.bytes(), StandardCharsets.UTF_8))
                    .isEqualTo(registry.get(file)));
        }
        assertThat(asked).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(walk.take(expected.getFirst())).isEmpty(); // given once
    }

    @Test
    void theFirstThatManagesAVersionDecidesForOthersToo() throws Exception {
        String bom = pom("acme", "platform", "1", managed(dependency("acme", "lib", "2", "compile", "jar")));
        String user = pom(
                "acme",
                "user",
                "1",
                "<dependencies>" + dependency("acme", "lib", "1", "compile", "jar") + "</dependencies>");
        pom("acme", "lib", "1", "");
        pom("acme", "lib", "2", "");
        walk.got(file("acme", "platform", "1"), bytes(bom));
        Thread.sleep(100); // the walk is on threads of its own
        walk.got(file("acme", "user", "1"), bytes(user));
        assertThat(taken(file("acme", "lib", "2"))).isPresent();
        assertThat(taken(file("acme", "lib", "1"))).isPresent();
    }

    @Test
    void whatCannotBeReadLeadsNowhere() {
        assertThat(PomSketch.read(bytes("<project"))).isEmpty();
        assertThat(PomSketch.read(bytes(""))).isEmpty();
        assertThat(PomSketch.read(
                        bytes("<!DOCTYPE p [<!ENTITY a SYSTEM \"file:///etc/passwd\">]><project>&a;</project>")))
                .isEmpty();
        assertThat(PomSketch.read(bytes("<a>".repeat(100) + "</a>".repeat(100))))
                .isEmpty();
        walk.got("a/b/1/b-1.pom", new byte[] {0, 1, 2});
        assertThat(walk.take("a/b/1/b-1.pom")).isEmpty();
    }

    @Test
    void parentsBeyondAllMeasureAreNotFollowed() {
        var parent = Optional.<EffectivePom>empty();
        for (int i = 0; i < 31; i++) {
            parent = EffectivePom.of(PomSketch.read(bytes("<project/>")).orElseThrow(), parent, List.of());
        }
        assertThat(parent).isEmpty();
    }

    /** The walk is on its way on other threads; a guess is there soon, or never. */
    private Optional<Body> taken(String file) throws InterruptedException {
        for (int i = 0; i < 200; i++) {
            Optional<Body> body = walk.take(file);
            if (body.isPresent()) {
                return body;
            }
            Thread.sleep(10);
        }
        return Optional.empty();
    }

    private String pom(String group, String artifact, String version, String inner) {
        String text = "<project><groupId>" + group + "</groupId><artifactId>" + artifact + "</artifactId><version>"
                + version + "</version>" + inner + "</project>";
        registry.put(file(group, artifact, version), text);
        return text;
    }

    private static String managed(String... dependencies) {
        return "<dependencyManagement><dependencies>" + String.join("", dependencies)
                + "</dependencies></dependencyManagement>";
    }

    private static String dependency(String group, String artifact, String version, String scope, String type) {
        var text = new ArrayList<String>();
        text.add("<groupId>" + group + "</groupId><artifactId>" + artifact + "</artifactId>");
        text.add(version.isEmpty() ? "" : "<version>" + version + "</version>");
        text.add("<scope>" + scope + "</scope><type>" + type + "</type>");
        return "<dependency>" + String.join("", text) + "</dependency>";
    }

    private static String file(String group, String artifact, String version) {
        return new PomSketch.Coordinates(group, artifact, version).file();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
