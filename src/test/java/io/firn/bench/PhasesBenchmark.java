package io.firn.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.firn.lab.Installation;
import io.firn.lab.Ran;
import io.firn.lab.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Measures what a developer waits for, on a real installation, and prints the tables of docs/benchmarks.md. Not part of the
 * test suite (its name ends neither in Test nor in IT): run it by {@code ops/bench/phases.sh}. It asserts nothing about time.
 */
class PhasesBenchmark {
    private static final List<String> PHASES =
            List.of("source", "detect", "flake", "build", "cache", "test", "image", "deploy", "route", "retire");
    private static final List<String> UNTIL_COMMITTED = List.of("source", "detect", "flake", "build", "cache");
    private static final int PAIRS = Integer.getInteger("firn.bench.pairs", 3);
    private static final int BUILD_SECONDS = Integer.getInteger("firn.bench.build-seconds", 60);

    @SuppressWarnings("NullAway.Init") // set first in the one test
    private Installation firn;

    private final StringBuilder report = new StringBuilder();

    @TempDir
    private Path folder;

    @Test
    void print() throws IOException {
        firn = Installation.required();
        phasesOfADeveloper();
        overhead();
        service();
        Path out = Path.of("target", "benchmarks.md");
        Files.writeString(out, report.toString());
        System.out.println(report);
    }

    private void phasesOfADeveloper() {
        String app = "bench-" + Long.toString(System.nanoTime(), 36);
        row("| what | wall | " + String.join(" | ", PHASES) + " |");
        row("|---|---|" + "---|".repeat(PHASES.size()));
        Repository repository =
                Repository.of(firn, firn.distribution().resolve("buildpacks/nodejs/examples/hello"), folder, app);
        measure("first push (app with dependencies)", app, repository::push);
        repository.commit("nothing new");
        measure("no-change push (an empty commit)", app, repository::push);
        measure(
                "no-change `firn deploy`",
                app,
                () -> firn.firn("deploy", "-a", app, repository.folder().toString()));
        Counters before = Counters.of(firn);
        repository
                .write("note.js", "module.exports = " + System.nanoTime() + "\n")
                .commit("one line");
        measure("one-line change", app, repository::push);
        Counters after = Counters.of(firn);
        measure("rollback within keep_warm", app, () -> firn.firn("rollback", "-a", app));
        row("");
        row(String.format(
                Locale.ROOT,
                "Bytes of the one-line change: %,d into the cache, %,d out of `/v2` to the Engine.",
                after.cacheIn() - before.cacheIn(),
                after.imageOut() - before.imageOut()));
        row("");
    }

    private void measure(String what, String app, java.util.function.Supplier<Ran> action) {
        long start = System.nanoTime();
        action.get().ok();
        double wall = (System.nanoTime() - start) / 1e9;
        JsonNode newest = firn.json("GET", "/apps/" + app + "/deployments?limit=1", "")
                .get("items")
                .get(0);
        Map<String, JsonNode> phases = Stream.iterate(
                        0, i -> i < newest.get("phases").size(), i -> i + 1)
                .map(i -> newest.get("phases").get(i))
                .collect(Collectors.toMap(p -> p.get("name").asText(), p -> p));
        row("| " + what + " | " + seconds(wall) + " | "
                + PHASES.stream().map(name -> cell(phases.get(name))).collect(Collectors.joining(" | ")) + " |");
    }

    private static String cell(@org.jspecify.annotations.Nullable JsonNode phase) {
        if (phase == null) {
            return "-";
        }
        return phase.get("state").asText().equals("SKIPPED")
                ? "skipped"
                : seconds(phase.path("seconds").asDouble());
    }

    /** The same source is built by Firn and by a bare nix build of the ejected flake on the same builder, in turn. */
    private void overhead() throws IOException {
        String app = "slow-" + Long.toString(System.nanoTime(), 36);
        Path source = Files.createDirectories(folder.resolve("slow-source"));
        Files.writeString(
                source.resolve("server.js"),
                "require('http').createServer((q, s) => s.end('ok')).listen(process.env.PORT)\n");
        Files.writeString(
                source.resolve("package.json"),
                "{\"name\":\"slow\",\"version\":\"1.0.0\",\"scripts\":{\"start\":\"node server.js\",\"build\":\"node"
                        + " work.js\"}}\n");
        Repository repository = Repository.of(firn, source, folder, app);
        work(repository, 1);
        repository.push().ok();
        List<Double> ratios = new ArrayList<>();
        row("| pair | Firn: push accepted to closure committed | bare `nix build` | ratio |");
        row("|---|---|---|---|");
        for (int pair = 1; pair <= PAIRS; pair++) {
            work(repository, BUILD_SECONDS);
            repository.push().ok();
            double ours = untilCommitted(app);
            work(repository, BUILD_SECONDS);
            double bare = bareBuild(repository, pair);
            ratios.add(ours / bare);
            row("| " + pair + " | " + seconds(ours) + " | " + seconds(bare) + " | " + ratio(ours / bare) + " |");
        }
        row("| median | | | " + ratio(ratios.stream().sorted().toList().get(ratios.size() / 2)) + " |");
        row("");
    }

    private static void work(Repository repository, int seconds) {
        repository
                .write(
                        "work.js",
                        "// " + System.nanoTime() + "\nconst end = Date.now() + " + seconds
                                + "000\nwhile (Date.now() < end) { }\n")
                .commit("work");
    }

    private double untilCommitted(String app) {
        JsonNode phases = firn.json("GET", "/apps/" + app + "/deployments?limit=1", "")
                .get("items")
                .get(0)
                .get("phases");
        double sum = 0;
        for (JsonNode phase : phases) {
            if (UNTIL_COMMITTED.contains(phase.get("name").asText())) {
                sum += phase.path("seconds").asDouble();
            }
        }
        return sum;
    }

    /** The options are those of a Firn build, so that both do the same work; timed on the builder itself. */
    private double bareBuild(Repository repository, int pair) {
        String name = "bench-" + pair + "-" + Long.toString(System.nanoTime(), 36);
        Path flake = folder.resolve(name);
        firn.firn("eject", repository.folder().toString(), "-o", flake.toString())
                .ok();
        Path root = Path.of(labValue("BUILDER_1_ROOT"));
        Ran.of(folder, Map.of(), Duration.ofMinutes(1), List.of("cp", "-r", flake.toString(), root + "/root/" + name))
                .ok();
        String mirror = labValue("NODE_URL") + "/sources/";
        Ran built = firn.lab(
                "builder",
                "ssh",
                "1",
                "cd /root/" + name + " && s=$(date +%s%N) && NIX_REMOTE=local nix build path:.#default --no-link"
                        + " --option hashed-mirrors " + mirror
                        + " && e=$(date +%s%N) && echo took $(( (e - s) / 1000000 )) ms; rm -rf /root/" + name);
        Matcher took = Pattern.compile("took ([0-9]+) ms").matcher(built.ok().output());
        if (!took.find()) {
            throw new AssertionError("no time in: " + built.output());
        }
        return Long.parseLong(took.group(1)) / 1000.0;
    }

    private String labValue(String key) {
        return firn.lab("env")
                .ok()
                .output()
                .lines()
                .filter(line -> line.startsWith(key + "="))
                .map(line -> line.substring(key.length() + 1))
                .findFirst()
                .orElseThrow(() -> new AssertionError("lab.sh env prints no " + key));
    }

    private void service() throws IOException {
        long pid = Long.parseLong(
                Files.readString(firn.home().resolve("run/service.pid")).strip().replaceAll("\\s.*", ""));
        String status = Files.readString(Path.of("/proc/" + pid + "/status"));
        Matcher rss = Pattern.compile("VmRSS:\\s+(\\d+) kB").matcher(status);
        row("| the service | |");
        row("|---|---|");
        if (rss.find()) {
            row("| resident memory of the JVM | " + Long.parseLong(rss.group(1)) / 1024 + " MB |");
        }
        List<Double> starts = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            firn.lab("service", "stop").ok();
            long start = System.nanoTime();
            firn.lab("service", "start").ok();
            starts.add((System.nanoTime() - start) / 1e9);
        }
        row("| start until ready, whole process, median of 3 | "
                + seconds(starts.stream().sorted().toList().get(1)) + " |");
        Matcher own = Pattern.compile("started in ([0-9.]+)s")
                .matcher(Files.readString(firn.home().resolve("run/service.log")));
        String last = "";
        while (own.find()) {
            last = own.group(1);
        }
        row("| start, as the service says | " + last + " s |");
    }

    private void row(String line) {
        report.append(line).append('\n');
    }

    private static String seconds(double seconds) {
        return String.format(Locale.ROOT, "%.2f s", seconds);
    }

    private static String ratio(double ratio) {
        return String.format(Locale.ROOT, "%.3f", ratio);
    }
}
