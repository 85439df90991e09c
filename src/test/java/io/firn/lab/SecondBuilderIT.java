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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the pipeline built is what anyone builds: every example's flake is ejected and built by plain {@code nix build} on the
 * second builder, in an empty store, with Firn stopped.
 */
class SecondBuilderIT {
    private static final Path EXAMPLES = Path.of("buildpacks");
    private static final String STORE = "/root/empty-store";

    @TempDir
    private Path folder;

    private final Installation firn = Installation.required();
    private final Map<String, Built> built = new LinkedHashMap<>();
    private KeptSources sources;

    /** What the pipeline made of an example. */
    private record Built(String path, String narHash) {}

    @BeforeEach
    void builtByThePipeline() throws IOException {
        for (Path example : examples()) {
            String app = EXAMPLES.relativize(example).toString().replace("/examples/", "-");
            if (firn.api("GET", "/apps/" + app + "/releases", "").statusCode() != 200) {
                Repository.of(firn, example, folder, app).push().ok();
            }
            String path = storePath(app);
            built.put(app, new Built(path, narHash(path)));
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

    /** All of them, or one of each stack: every toolchain is made anew here, which takes its time. */
    private static List<Path> examples() throws IOException {
        List<Path> all = new ArrayList<>();
        for (Path example : SamplesIT.ours().toList()) {
            Path differs = example.resolve("differs.txt");
            if (Files.isRegularFile(differs)) {
                System.out.println("skipped: " + example + " is not the same twice: "
                        + Files.readString(differs).strip());
            } else {
                all.add(example);
            }
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
        sources.close();
    }

    @Test
    void everyExampleIsTheSameByteForByte() {
        var stacks = new HashSet<String>();
        built.forEach((app, expected) -> {
            String flake = "path:/root/ejected/" + app;
            String path = nix("build --no-link --print-out-paths " + flake)
                    .ok()
                    .output()
                    .strip();
            assertThat(path).as(app).endsWith(expected.path());
            assertThat(narHashOnBuilder(expected.path())).as(app).isEqualTo(expected.narHash());
            System.out.println("the same on a second builder: " + app + " " + expected.narHash());
            if (stacks.add(app.substring(0, app.indexOf('-'))) && Installation.longToo()) {
                // builds it once more in the same place and compares; one of each stack, as it costs as much again
                nix("build --rebuild --no-link " + flake).ok();
                System.out.println("the same when built again: " + app);
            }
        });
        assertThat(stacks).hasSizeGreaterThanOrEqualTo(4);
    }

    private Ran nix(String words) {
        return builder("nix " + words + " --store " + STORE + " --option substituters '' --option hashed-mirrors "
                + sources.url() + " 2>/root/nix.log || { tail -n 30 /root/nix.log; exit 1; }");
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
