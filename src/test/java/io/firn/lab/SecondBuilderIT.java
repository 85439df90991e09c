package io.firn.lab;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the pipeline built is what anyone builds: every example's flake is ejected and built by plain {@code nix build} on the
 * second builder, in an empty store, with Firn stopped. An example that is not the same twice names its files in
 * {@code differs.txt}. The table goes to {@code target/reproducible.md}, for docs/reference/reproducible.md.
 */
@BreaksInstallation
class SecondBuilderIT {
    private static final Path EXAMPLES = Path.of("buildpacks");
    private static final String STORE = "/root/empty-store";

    /** Examples to build, as the table has them, where not all are wanted: {@code FIRN_EXAMPLES=nodejs-next,rust-workspace}. */
    private static final Set<String> NAMED = Stream.of(Objects.requireNonNullElse(System.getenv("FIRN_EXAMPLES"), "")
                    .split(","))
            .filter(name -> !name.isBlank())
            .collect(Collectors.toUnmodifiableSet());

    private static final String OPTIONS = " --store %s --option substituters '' --option hashed-mirrors %s";

    @TempDir
    private Path folder;

    private final Installation firn = Installation.required();
    private final Map<String, Built> built = new LinkedHashMap<>();
    private @Nullable KeptSources sources;

    /**
     * What the pipeline made of an example.
     *
     * @param differs the example's own words on what is not the same twice; empty where all is
     */
    private record Built(String path, String narHash, String differs) {}

    @BeforeEach
    void builtByThePipeline() throws IOException {
        for (Path example : examples()) {
            String app = app(example);
            if (firn.api("GET", "/apps/" + app + "/releases", "").statusCode() != 200) {
                Repository.of(firn, example, folder, app).push().ok();
            }
            String path = storePath(app);
            Path differs = example.resolve("differs.txt");
            built.put(
                    app, new Built(path, narHash(path), Files.isRegularFile(differs) ? Files.readString(differs) : ""));
            firn.firn("eject", example.toString(), "-a", app, "-o", flake(app).toString())
                    .ok();
        }
        sources = KeptSources.of(Path.of(firn.setting("firn.data-dir"), "sources"), firn.labValue("HOST_ADDRESS"));
        firn.lab("service", "stop").ok();
        ran("rm", "-rf", onBuilder("/root/ejected").toString());
        ran(
                "cp",
                "-a",
                folder.resolve("ejected").toString(),
                onBuilder("/root/").toString());
    }

    private static String app(Path example) {
        return EXAMPLES.relativize(example).toString().replace("/examples/", "-");
    }

    /** Those that are named, all of them, or one of each stack: every toolchain is made anew here, which takes its time. */
    private static List<Path> examples() throws IOException {
        List<Path> all = SamplesIT.ours().toList();
        if (!NAMED.isEmpty()) {
            return all.stream().filter(example -> NAMED.contains(app(example))).toList();
        }
        if (Installation.longToo()) {
            return all;
        }
        var stacks = new HashSet<Path>();
        List<Path> first = all.stream()
                .filter(example -> SamplesIT.QUICK.contains(example.getName(1).toString()))
                .filter(example -> stacks.add(example.subpath(0, 2)))
                .toList();
        System.out.println("skipped: " + (all.size() - first.size())
                + " examples of stacks that another one stands for; set FIRN_LONG=1 to build them too");
        return first;
    }

    @AfterEach
    void firnRunsAgain() {
        firn.lab("service", "start").ok();
        builder("chmod -R u+w " + STORE + "; rm -rf " + STORE + " /root/ejected");
        if (sources != null) {
            sources.close();
        }
    }

    @Test
    void everyExampleIsTheSameByteForByte() throws IOException {
        var table = new StringBuilder(
                "| example | NAR hash | on a second builder | built again there |\n|---|---|---|---|\n");
        var wrong = new ArrayList<String>();
        for (Map.Entry<String, Built> one : built.entrySet()) {
            Outcome outcome = again(one.getKey(), one.getValue());
            String row = "| %s | `%s` | %s | %s |\n"
                    .formatted(
                            one.getKey(),
                            one.getValue().narHash().substring(7, 19),
                            outcome.second() ? "the same" : "differs",
                            outcome.files().isEmpty() ? "the same" : "differs: " + String.join(", ", outcome.files()));
            table.append(row);
            System.out.print(row); // every stack takes its time: whoever waits sees how far it is
            String differs = one.getValue().differs();
            boolean same = outcome.second() && outcome.files().isEmpty();
            if (!same && differs.isEmpty()) {
                wrong.add(one.getKey() + " differs on a second builder, and no differs.txt says so");
            }
            outcome.files().stream()
                    .filter(file -> !differs.isEmpty() && !differs.contains(file))
                    .forEach(file -> wrong.add(one.getKey() + ": differs.txt does not name " + file));
        }
        Files.writeString(Path.of("target", "reproducible.md"), table);
        System.out.println(table);
        assertThat(wrong).isEmpty();
        if (!NAMED.isEmpty()) {
            assertThat(built.keySet()).containsExactlyInAnyOrderElementsOf(NAMED);
            return;
        }
        assertThat(built.keySet().stream()
                        .map(app -> app.substring(0, app.indexOf('-')))
                        .distinct())
                .hasSizeGreaterThanOrEqualTo(4);
    }

    /**
     * What a second builder made of a flake.
     *
     * @param second whether its output is the pipeline's
     * @param files those that were not the same when it was built there once more, below the output
     */
    private record Outcome(boolean second, List<String> files) {}

    private Outcome again(String app, Built expected) {
        String flake = "path:/root/ejected/" + app;
        String path =
                nix("build --no-link --print-out-paths " + flake).ok().output().strip();
        assertThat(path).as(app).endsWith(expected.path());
        boolean second = narHashOnBuilder(expected.path()).equals(expected.narHash());
        Ran rebuilt = builder("nix build --rebuild --keep-failed --no-link " + flake + options()
                + " >/root/nix.log 2>&1 || { [ -e " + STORE + expected.path()
                + ".check ] || { tail -n 30 /root/nix.log; exit 1; };"
                + " diff -rq --no-dereference " + STORE + expected.path() + " " + STORE + expected.path()
                + ".check; rm -rf " + STORE
                + expected.path() + ".check; true; }");
        List<String> files = rebuilt.ok()
                .output()
                .lines()
                .filter(line -> line.contains(expected.path()))
                .map(line -> differing(line, STORE + expected.path()))
                .distinct()
                .toList();
        return new Outcome(second, files);
    }

    /** A line of diff: {@code Files A/x and B/x differ}, {@code Only in A/folder: x}. */
    private static String differing(String line, String root) {
        String plain = line.replace(root + ".check", root);
        return plain.startsWith("Only in ")
                ? plain.replaceFirst("Only in " + root + "/?", "").replace(": ", "/")
                : plain.replaceFirst("Files " + root + "/", "").replaceFirst(" and .*", "");
    }

    private Ran nix(String words) {
        return builder("nix " + words + options() + " 2>/root/nix.log || { tail -n 30 /root/nix.log; exit 1; }");
    }

    private String options() {
        return OPTIONS.formatted(STORE, Objects.requireNonNull(sources).url());
    }

    private String narHashOnBuilder(String path) {
        String json = nix("path-info --json " + path).ok().output();
        return json.replaceAll("(?s).*\"narHash\":\"([^\"]+)\".*", "$1");
    }

    private Ran builder(String line) {
        return firn.lab("builder", "ssh", "2", line);
    }

    private Path onBuilder(String path) {
        return Path.of(firn.labValue("BUILDER_2_ROOT") + path);
    }

    private Path flake(String app) throws IOException {
        return Files.createDirectories(folder.resolve("ejected")).resolve(app);
    }

    private String storePath(String app) {
        for (JsonNode run :
                firn.json("GET", "/apps/" + app + "/deployments?limit=100", "").path("items")) {
            if (run.path("state").asText().equals("SUCCEEDED")
                    && !run.path("storePath").asText().isEmpty()) {
                return run.path("storePath").asText();
            }
        }
        throw new AssertionError("no run of " + app + " says what it built");
    }

    /** As the cache's narinfo tells it, in the form that Nix prints. */
    private String narHash(String path) {
        String hash = path.substring("/nix/store/".length(), "/nix/store/".length() + 32);
        Ran narinfo = Ran.of(
                folder,
                Map.of(),
                Duration.ofSeconds(10),
                List.of("curl", "-sf", "-u", "firn:" + firn.token(), firn.url() + "/cache/" + hash + ".narinfo"));
        String base32 = narinfo.ok()
                .output()
                .lines()
                .filter(line -> line.startsWith("NarHash: "))
                .findFirst()
                .orElseThrow()
                .substring("NarHash: ".length());
        return io.firn.nix.NarHash.parse(base32).sri();
    }

    private void ran(String... argv) {
        Ran.of(folder, Map.of(), Duration.ofMinutes(1), List.of(argv)).ok();
    }
}
