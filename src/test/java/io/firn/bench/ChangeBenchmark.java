package io.firn.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.firn.lab.Installation;
import io.firn.lab.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Pushes an app to a real installation, then the same with one word of one file changed, three times, and prints what each took and
 * moved. Not part of the test suite (its name ends neither in Test nor in IT): run it by {@code ops/bench/change.sh}.
 */
class ChangeBenchmark {
    private final Installation firn = Installation.required();

    @TempDir
    private Path folder;

    @Test
    void print() throws IOException {
        Path source = Path.of(given("app"));
        String file = given("file");
        String word = given("word");
        String app = "change-" + Long.toString(System.nanoTime(), 36);
        Repository repository = Repository.of(firn, source, folder, app);
        row("| push | accepted to answering | of it the build | unpacked bytes into the cache | bytes to the Engine |");
        row("|---|---|---|---|---|");
        measure("first", app, repository);
        String before = word;
        for (int number = 1; number <= 3; number++) {
            String after = word + number;
            repository.edit(file, before, after).commit("one word");
            measure("one word changed, " + number, app, repository);
            before = after;
        }
        row("");
        row("Files that the lock file names: %d.", files(app));
    }

    private void measure(String what, String app, Repository repository) {
        Counters before = Counters.of(firn);
        repository.push().ok();
        JsonNode phases = newest(app).path("phases");
        double all = 0;
        double build = 0;
        for (JsonNode phase : phases) {
            all += phase.path("seconds").asDouble();
            build += phase.path("name").asText().equals("build")
                    ? phase.path("seconds").asDouble()
                    : 0;
        }
        Counters moved = Counters.of(firn).since(before);
        row("| %s | %.1f s | %.1f s | %,d | %,d |", what, all, build, moved.cacheIn(), moved.imageOut());
    }

    private JsonNode newest(String app) {
        return firn.json("GET", "/apps/" + app + "/deployments?limit=1", "")
                .path("items")
                .path(0);
    }

    private int files(String app) throws IOException {
        Path flake = folder.resolve("flake");
        firn.firn("eject", folder.resolve(app).toString(), "-a", app, "-o", flake.toString())
                .ok();
        return new com.fasterxml.jackson.databind.ObjectMapper()
                .readTree(Files.readString(flake.resolve("deps.json")))
                .path("files")
                .size();
    }

    private static String given(String name) {
        return Objects.requireNonNull(System.getProperty("firn.bench." + name), "firn.bench." + name);
    }

    private static void row(String form, Object... values) {
        System.out.println(String.format(Locale.ROOT, form, values));
    }
}
