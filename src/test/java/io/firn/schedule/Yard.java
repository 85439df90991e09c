package io.firn.schedule;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/** Builds, machines and times for tests: names in place of ids, minutes in place of instants. */
final class Yard {
    static final Instant NOON = Instant.parse("2030-01-01T12:00:00Z");
    static final String LINUX = "x86_64-linux";

    private Yard() {}

    static UUID id(String name) {
        return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
    }

    static Instant minute(double minutes) {
        return NOON.plus(Duration.ofMillis((long) (minutes * 60_000)));
    }

    static Job job(String name, String org, String app, double minute) {
        return job(name, org, app, Lane.BATCH, 0, minute);
    }

    static Job job(String name, String org, String app, Lane lane, int priority, double minute) {
        return new Job(
                id(name),
                new Owner(id(org), id(app), "main"),
                lane,
                priority,
                minute(minute),
                LINUX,
                new TreeSet<>(),
                0,
                Set.of());
    }

    static Job needing(String name, Set<String> features, long memory) {
        return new Job(
                id(name),
                new Owner(id("org-" + name), id("app-" + name), "main"),
                Lane.BATCH,
                0,
                NOON,
                LINUX,
                new TreeSet<>(features),
                memory,
                Set.of());
    }

    static Machine machine(String name, int slots) {
        return machine(name, slots, 1, Set.of(), Set.of(), Long.MAX_VALUE, "");
    }

    static Machine machine(
            String name,
            int slots,
            double speed,
            Set<String> features,
            Set<String> mandatory,
            long memory,
            String closed) {
        return new Machine(
                id(name),
                name,
                Set.of(LINUX),
                features,
                mandatory,
                slots,
                speed,
                memory,
                Long.MAX_VALUE,
                closed,
                Set.of(),
                50e6);
    }

    /** Each app's builds take so many seconds. */
    static History taking(Map<String, Double> secondsByApp) {
        var samples = new java.util.HashMap<UUID, List<Sample>>();
        secondsByApp.forEach((app, seconds) -> samples.put(id(app), List.of(new Sample(seconds, 1L << 28))));
        return new History(samples, Map.of(), Map.of(), Turns.NONE);
    }

    static Scheduling schedule(List<Job> queue, List<Machine> machines, History history) {
        return Scheduling.schedule(queue, machines, List.of(), history, Policy.DEFAULT, minute(0));
    }

    static List<String> names(Scheduling scheduling, String... among) {
        return scheduling.assignments().stream()
                .map(placement -> {
                    for (String name : among) {
                        if (id(name).equals(placement.job().id())) {
                            return name;
                        }
                    }
                    return "?";
                })
                .toList();
    }
}
