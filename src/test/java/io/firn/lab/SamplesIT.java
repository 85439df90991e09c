package io.firn.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Sample apps, ours and ones that nobody here wrote, go from a push to a URL that answers with their own text. */
@SharesInstallation
class SamplesIT {
    private static final Path EXAMPLES = Path.of("buildpacks");
    /** Stacks whose toolchains are there in seconds: all of their examples are pushed each time. */
    static final Set<String> QUICK = Set.of("nodejs", "python", "go", "static", "flake", "nix");

    private static final Path LIST = Path.of("ops/samples/list.tsv");

    /**
     * A public sample.
     *
     * @param stack what detection must say
     * @param repository owner/name
     * @param path folder in it
     * @param commit revision
     * @param text what the answer must hold
     * @param asked path of the page that is asked for
     */
    record Sample(String stack, String repository, String path, String commit, String text, String asked) {
        static Sample parse(String line) {
            String[] cells = line.split("\t", -1);
            return new Sample(cells[0], cells[1], cells[2], cells[3], cells[4], cells.length > 5 ? cells[5] : "/");
        }

        /** A name for its app: after its folder, or its repository where it is the whole of that. */
        String app() {
            String from = path.equals(".") ? repository.replaceFirst(".*/", "") : path;
            String name = from.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
            // what tells folders of one repository apart stands at the end
            return "p-"
                    + name.substring(Math.max(0, name.length() - 38))
                            .replaceAll("^-+", "")
                            .replaceAll("-+$", "");
        }

        @Override
        public String toString() {
            return stack + " " + repository + "/" + path;
        }
    }

    /** As many pushes as builders are there to take them, less one. */
    private static final int AT_ONCE = 2;

    private static final Map<Path, Future<Ran>> PUSHES = new HashMap<>();

    @TempDir
    private static Path folder;

    /** Each test waits for its own; what one push leaves idle another uses, as on a day with many developers. */
    @BeforeAll
    static void pushAll() throws IOException {
        Installation firn = Installation.required();
        long left = ours().count() - pushed().count();
        if (left > 0) {
            System.out.println("skipped: " + left
                    + " examples of stacks that another one stands for; set FIRN_LONG=1 to push them too");
        }
        try (var pushers = Executors.newFixedThreadPool(AT_ONCE)) {
            for (Path example : pushed().toList()) {
                PUSHES.put(example, pushers.submit(() -> Repository.of(firn, example, folder, app(example))
                        .push()));
            }
        }
    }

    static Stream<Path> ours() throws IOException {
        try (Stream<Path> files = Files.walk(EXAMPLES, 4)) {
            return files
                    .filter(path -> path.getFileName().toString().equals("plan.golden.json"))
                    .map(Path::getParent)
                    .filter(path -> Files.isRegularFile(path.resolve("answer.txt")))
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    static Stream<Sample> others() throws IOException {
        return Files.readAllLines(LIST).stream()
                .filter(line -> !line.startsWith("#") && !line.isBlank())
                .map(Sample::parse);
    }

    /** All of ours, or the first of each stack: those of one stack differ in what their plans say, which other tests compare. */
    static Stream<Path> pushed() throws IOException {
        List<Path> all = ours().toList();
        if (Installation.longToo()) {
            return all.stream();
        }
        var stacks = new HashSet<Path>();
        List<Path> first = all.stream()
                .filter(example -> stacks.add(example.subpath(0, 2))
                        || QUICK.contains(example.getName(1).toString()))
                .filter(example -> !example.endsWith("next"))
                .toList();
        return first.stream();
    }

    private static String app(Path example) {
        return EXAMPLES.relativize(example).toString().replace("/examples/", "-");
    }

    @ParameterizedTest
    @MethodSource("pushed")
    void ourExampleAnswers(Path example) throws Exception {
        Installation firn = Installation.required();
        String app = app(example);
        String output = Objects.requireNonNull(PUSHES.get(example)).get().ok().output();
        assertThat(output).contains("v1", app + "." + firn.setting("firn.domain"));
        assertThat(firn.visit(app, "/").body())
                .contains(Files.readString(example.resolve("answer.txt")).strip());
    }

    @ParameterizedTest
    @MethodSource("others")
    void publicSampleAnswers(Sample sample) throws IOException {
        Installation firn = Installation.required();
        String samples = System.getenv("FIRN_SAMPLES");
        Assumptions.assumeTrue(
                samples != null,
                "skipped: set FIRN_SAMPLES to a folder with checkouts as listed in ops/samples/list.tsv");
        Path source = Path.of(samples, sample.repository(), sample.path());
        Assumptions.assumeTrue(
                Files.isDirectory(source), "skipped: no checkout of " + sample.repository() + " in FIRN_SAMPLES");
        String app = sample.app();
        Repository repository = Repository.of(firn, source, folder, app);
        if (!sample.asked().equals("/")) {
            firn.json("PUT", "/apps/" + app + "/settings", "{\"healthPath\":\"" + sample.asked() + "\"}");
        }
        repository.push().ok();
        assertThat(firn.visit(app, sample.asked()).body()).contains(sample.text());
    }
}
