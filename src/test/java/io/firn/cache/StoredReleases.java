package io.firn.cache;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Closures of releases as NAR files, for measurements: {@code releases.txt} has a line {@code <series>/<release> <store path>
 * <bytes>} for each path of each release, {@code nars/<base name>.nar} are their NARs.
 */
record StoredReleases(Map<String, Map<String, List<Path>>> series) {
    static StoredReleases in(Path folder) throws IOException {
        Map<String, Map<String, List<Path>>> series = new LinkedHashMap<>();
        for (String line : Files.readAllLines(folder.resolve("releases.txt"))) {
            String[] parts = line.split(" ", -1);
            int slash = parts[0].indexOf('/');
            String base = parts[1].substring(parts[1].lastIndexOf('/') + 1);
            series.computeIfAbsent(parts[0].substring(0, slash), name -> new LinkedHashMap<>())
                    .computeIfAbsent(parts[0].substring(slash + 1), name -> new ArrayList<>())
                    .add(folder.resolve("nars").resolve(base + ".nar"));
        }
        return new StoredReleases(series);
    }

    /** The NARs of the last so many releases of a series, each once. */
    Set<Path> last(String name, int releases) {
        List<List<Path>> all = List.copyOf(series.getOrDefault(name, Map.of()).values());
        Set<Path> nars = new LinkedHashSet<>();
        all.subList(Math.max(0, all.size() - releases), all.size()).forEach(nars::addAll);
        return nars;
    }

    static long bytes(Iterable<Path> files) throws IOException {
        long sum = 0;
        for (Path file : files) {
            sum += Files.size(file);
        }
        return sum;
    }
}
