package io.firn.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What holds for every hand-written file of the tree, whatever its language. */
class SourcesTest {
    private static final int LONGEST = 400;
    private static final List<String> FOLDERS = List.of("src", "nix", "buildpacks", "ops", "runtime", "docs");
    private static final Pattern HAND_WRITTEN = Pattern.compile(".*\\.(java|nix|sh|mjs|sql|py)");
    private static final Pattern TEXT =
            Pattern.compile(".*\\.(java|nix|sh|mjs|sql|py|md|json|properties|yaml|tsv|xml)");

    /** Hosts of registries, put together so that this file does not name one. */
    private static final Pattern REGISTRY = Pattern.compile(String.join(
            "|",
            "registry\\.npm" + "js\\.org",
            "deb\\.deb" + "ian\\.org",
            "repo\\d?\\.mav" + "en\\.(org|apache\\.org)",
            "py" + "pi\\.org",
            "pro" + "xy\\.golang\\.org",
            "/wo" + "rk/(main|shared|wt|\\.)"));

    @Test
    void noHandWrittenFileIsLongerThanFourHundredLines() {
        assertThat(files(HAND_WRITTEN).filter(file -> lines(file) > LONGEST)).isEmpty();
    }

    @Test
    void nothingNamesARegistrysHostOrAPathOfOneMachine() {
        assertThat(files(TEXT).filter(file -> REGISTRY.matcher(read(file)).find()))
                .isEmpty();
    }

    @Test
    void testsThatStartTheServiceSayThatTheyTakeTheirTime() {
        assertThat(files(Pattern.compile("src/test/.*Test\\.java"))
                        .filter(file -> read(file).contains("\n@QuarkusTest\n"))
                        .filter(file -> !read(file).contains("\n@Tag(\"started\")\n")))
                .isEmpty();
    }

    @Test
    void testsWithServersOfTheirOwnRunBesideTheService() {
        assertThat(files(Pattern.compile("src/test/.*Test\\.java"))
                        .filter(file -> read(file).contains("\n@Tag(\"started\")\n"))
                        .filter(file -> !read(file).contains("\n@QuarkusTest\n")))
                .as("@StartsServers says both")
                .isEmpty();
    }

    @Test
    void testsOnNodesSayWhatTheyMayRunBeside() {
        var marks = List.of("\n@SharesInstallation\n", "\n@BreaksInstallation\n", "\n@OneAtATime\n");
        assertThat(files(Pattern.compile("src/test/.*IT\\.java"))
                        .filter(file -> marks.stream().noneMatch(read(file)::contains)))
                .isEmpty();
        assertThat(files(Pattern.compile("src/test/.*IT\\.java"))
                        .filter(file -> read(file).contains("\n@QuarkusTest\n"))
                        .filter(file -> !read(file).contains("\n@OneAtATime\n")))
                .as("one Quarkus in a JVM at a time")
                .isEmpty();
        Pattern breaks = Pattern.compile("lab\\(\"(service|builder)\", \"(start|stop|kill)|extends OwnRegistries");
        assertThat(files(Pattern.compile("src/test/.*IT\\.java"))
                        .filter(file -> breaks.matcher(read(file)).find())
                        .filter(file -> !read(file).contains("\n@BreaksInstallation\n")))
                .as("whoever stops the service or a builder stops it for all")
                .isEmpty();
    }

    private static Stream<Path> files(Pattern names) {
        return Stream.concat(
                        FOLDERS.stream()
                                .map(Path::of)
                                .filter(Files::isDirectory)
                                .flatMap(folder -> walk(folder).stream()),
                        Stream.of("pom.xml", "README.md", "firn", ".ci/run", "flake.nix")
                                .map(Path::of)
                                .filter(Files::isRegularFile))
                .filter(file -> names.matcher(file.toString()).matches());
    }

    private static List<Path> walk(Path folder) {
        try (Stream<Path> paths = Files.walk(folder)) {
            return paths.filter(Files::isRegularFile).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long lines(Path file) {
        return read(file).lines().count();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, java.nio.charset.StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
