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

    private static final Pattern TESTS = Pattern.compile("src/test/.*Test\\.java");
    private static final Pattern TEST_CODE = Pattern.compile("src/test/.*\\.java");
    private static final Pattern ON_NODES = Pattern.compile("src/test/.*IT\\.java");

    private static final String QUARKUS = "\n@QuarkusTest\n";
    private static final String STARTED = "\n@Tag(\"started\")\n";
    private static final String BREAKS = "\n@BreaksInstallation\n";
    private static final String ONE_AT_A_TIME = "\n@OneAtATime\n";

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
        assertThat(marked(TESTS, QUARKUS).filter(file -> !read(file).contains(STARTED)))
                .isEmpty();
    }

    @Test
    void testsWithServersOfTheirOwnRunBesideTheService() {
        assertThat(marked(TESTS, STARTED).filter(file -> !read(file).contains(QUARKUS)))
                .as("@StartsServers says both")
                .isEmpty();
    }

    @Test
    void noTestChangesWhatTestsBesideItSee() {
        Pattern ofTheJvm = Pattern.compile(
                "System\\.(set|clear)Propert|(ProxySelector|Authenticator|Locale|TimeZone)\\.setDefault");
        assertThat(files(TEST_CODE).filter(file -> ofTheJvm.matcher(read(file)).find()))
                .as("several run in one JVM at once")
                .isEmpty();
    }

    @Test
    void everyMoveOfAFileIsAtomic() {
        Pattern plain = Pattern.compile("Files\\.move\\((?![^;]*ATOMIC_MOVE)[^;]*;");
        assertThat(files(Pattern.compile("src/(main|test)/.*\\.java"))
                        .filter(file -> plain.matcher(read(file)).find()))
                .as("a plain move looks first, and of two at once both may seem to have done it")
                .isEmpty();
    }

    @Test
    void testsOnNodesSayWhatTheyMayRunBeside() {
        var marks = List.of("\n@SharesInstallation\n", BREAKS, ONE_AT_A_TIME);
        assertThat(files(ON_NODES).filter(file -> marks.stream().noneMatch(read(file)::contains)))
                .isEmpty();
        assertThat(marked(ON_NODES, QUARKUS).filter(file -> !read(file).contains(ONE_AT_A_TIME)))
                .as("one Quarkus in a JVM at a time")
                .isEmpty();
        Pattern breaks = Pattern.compile("lab\\(\"(service|builder)\", \"(start|stop|kill)|extends OwnRegistries");
        assertThat(files(ON_NODES)
                        .filter(file -> breaks.matcher(read(file)).find())
                        .filter(file -> !read(file).contains(BREAKS)))
                .as("whoever stops the service or a builder stops it for all")
                .isEmpty();
    }

    private static Stream<Path> marked(Pattern names, String mark) {
        return files(names).filter(file -> read(file).contains(mark));
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
