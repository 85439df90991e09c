package io.firn.cache;

import io.firn.exec.Executor;
import io.firn.exec.LocalExecutor;
import io.firn.exec.Within;
import io.firn.lab.Ran;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Assumptions;

/** A stock Nix client of a Debian suite, in a root folder of its own; see {@code ops/lab/nix-client.sh}. */
public final class StockNix {
    private static final Path SCRIPT = Path.of("ops/lab/nix-client.sh");
    private static final Duration LONGEST = Duration.ofMinutes(5);

    private final String suite;
    private final Path root;

    /** A folder of this run, as the client sees it. */
    public final String folder = "/tmp/firn-" + UUID.randomUUID();

    private StockNix(String suite, Path root) {
        this.suite = suite;
        this.root = root;
    }

    /** The client; skips the test, saying why, where it cannot be had. */
    public static StockNix required(String suite) throws IOException {
        Assumptions.assumeTrue(
                Files.isWritable(Path.of("/root")),
                "skipped: only root can give a Nix client a root folder of its own");
        Ran got = Ran.of(Path.of("."), Map.of(), LONGEST, List.of(SCRIPT.toString(), suite));
        Assumptions.assumeTrue(got.exit() == 0, () -> "skipped: " + got.output().strip());
        String[] lines = got.output().strip().split("\n", -1);
        var client = new StockNix(suite, Path.of(lines[lines.length - 1]));
        Files.createDirectories(client.outside(client.folder));
        return client;
    }

    /** A place inside, as this machine sees it. */
    public Path outside(String inside) {
        return root.resolve(inside.substring(1));
    }

    /** Runs a command inside. */
    public Ran run(String... command) {
        var argv = new ArrayList<>(List.of(SCRIPT.toString(), suite, "env"));
        // a client's memory of what a cache has must not outlive the test
        argv.add("XDG_CACHE_HOME=" + folder + "/cache-" + UUID.randomUUID());
        argv.addAll(List.of(command));
        return Ran.of(Path.of("."), Map.of(), LONGEST, argv);
    }

    /** What leads inside, for a script of this machine. */
    String command() {
        return SCRIPT.toAbsolutePath() + " " + suite;
    }

    /** Runs commands inside, with their streams as they are. */
    public Executor executor() {
        return new Within(new LocalExecutor(), List.of(SCRIPT.toString(), suite, "env"));
    }

    /** Leaves the client a token for a host. */
    void netrc(String token) throws IOException {
        Files.writeString(
                outside(folder + "/netrc"),
                token.isEmpty() ? "" : "machine localhost login firn password " + token + "\n",
                StandardCharsets.UTF_8);
    }

    /** Builds two paths, of which the second refers to the first; prints them from the second one's derivation on. */
    public Built build(String text) throws IOException {
        Files.writeString(
                outside(folder + "/closure.nix"),
                """
                let
                  make = name: script: derivation {
                    inherit name;
                    system = "x86_64-linux";
                    builder = "/bin/sh";
                    args = [ "-c" "export PATH=/usr/bin:/bin; ${script}; sleep 0.5 &" ];
                  };
                  library = make "library" "echo building the library; mkdir $out; echo 'TEXT' > $out/text";
                in make "app" "echo building the app of TEXT; mkdir -p $out/bin; echo ${library} > $out/bin/app; chmod +x $out/bin/app"
                """
                        .replace("TEXT", text),
                StandardCharsets.UTF_8);
        String derivation = ok(run("nix-instantiate", folder + "/closure.nix"));
        String output = ok(realise(derivation));
        String references = ok(run("nix-store", "--query", "--references", output));
        return new Built(derivation, output, references);
    }

    /**
     * Builds or substitutes a derivation's outputs. Without build users Nix kills a builder as soon as its output is closed, which
     * on a busy machine may be before it has ended: something else holds the output for that long, and else it is told again.
     */
    Ran realise(String derivation, String... options) {
        var argv = new ArrayList<>(List.of("nix-store", "--realise", derivation));
        argv.addAll(List.of(options));
        Ran ran = run(argv.toArray(String[]::new));
        for (int n = 0; n < 10 && ran.output().contains("signal 9"); n++) {
            ran = run(argv.toArray(String[]::new));
        }
        return ran;
    }

    /** What was built, by absolute store paths. */
    public record Built(String derivation, String app, String library) {}

    /** The last line that a command printed, which must have ended well. */
    public static String ok(Ran ran) {
        String[] lines = ran.ok().output().strip().split("\n", -1);
        return lines[lines.length - 1];
    }

    /** Deletes the folder of this run. */
    public void forget() {
        run("/bin/sh", "-c", "chmod -R u+w " + folder + "; rm -rf " + folder);
    }
}
