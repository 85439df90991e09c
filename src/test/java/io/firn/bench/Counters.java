package io.firn.bench;

import io.firn.lab.Installation;
import io.firn.lab.Ran;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Bytes that an installation has moved since its service started, as its metrics tell.
 *
 * @param cacheIn unpacked NAR bytes taken from builders
 * @param imageOut bytes out of {@code /v2/} to the Engine
 */
record Counters(long cacheIn, long imageOut) {

    static Counters of(Installation firn) {
        String text = Ran.of(
                        firn.home(),
                        Map.of(),
                        Duration.ofSeconds(20),
                        List.of(
                                "curl",
                                "-sf",
                                "-H",
                                "Authorization: Bearer " + firn.token(),
                                firn.url() + "/q/metrics"))
                .ok()
                .output();
        return new Counters(
                counter(text, "firn_cache_bytes_total{direction=\"in\""), counter(text, "firn_registry_bytes_total"));
    }

    /** What was moved since then. */
    Counters since(Counters before) {
        return new Counters(cacheIn - before.cacheIn, imageOut - before.imageOut);
    }

    private static long counter(String text, String name) {
        return text.lines()
                .filter(line -> line.startsWith(name))
                .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }
}
