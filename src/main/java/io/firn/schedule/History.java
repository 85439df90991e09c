package io.firn.schedule;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.ToDoubleFunction;

/**
 * What is known of the past.
 *
 * @param samples the newest builds of each app, in any order
 * @param inputs what each app's builds needed from elsewhere: key to bytes
 * @param used by {@link Owner}'s keys
 * @param turns as the last call left them
 */
public record History(
        Map<UUID, List<Sample>> samples, Map<UUID, Map<String, Long>> inputs, Map<String, Used> used, Turns turns) {
    private static final int ENOUGH = 200;

    /** Nothing is known. */
    public static final History NONE = new History(Map.of(), Map.of(), Map.of(), Turns.NONE);

    public History {
        samples = Map.copyOf(samples);
        inputs = Map.copyOf(inputs);
        used = Map.copyOf(used);
    }

    /**
     * How many times its app's median a build takes when it goes badly: of two hundred builds of the whole farm, one is worse. An
     * app whose known builds all went well may be built anew as a whole next time. 1 while the farm knows too little.
     */
    double surprise() {
        var ratios = new ArrayList<Double>();
        for (List<Sample> known : samples.values()) {
            double median = Math.max(0.1, quantile(known, 0.5, Sample::seconds));
            known.forEach(sample -> ratios.add(sample.seconds() / median));
        }
        if (ratios.size() < ENOUGH) {
            return 1;
        }
        Collections.sort(ratios);
        return Math.max(1, ratios.get(ratios.size() - 1 - ratios.size() / ENOUGH));
    }

    /** The median of its app's times, nine tenths of its memories and a fifth more; what the policy says where there are none. */
    Prediction predict(Job job, Policy policy, double surprise) {
        List<Sample> known = samples.getOrDefault(job.owner().app(), List.of());
        double seconds = known.isEmpty() ? policy.unknownSeconds() : quantile(known, 0.5, Sample::seconds);
        double peak =
                quantile(known.stream().filter(sample -> sample.memory() > 0).toList(), 0.9, Sample::memory);
        long memory = Math.max(job.memoryAtLeast(), peak > 0 ? (long) (peak * 1.2) : policy.unknownMemory());
        return new Prediction(
                Math.max(0.1, seconds),
                Math.max(
                        0.1,
                        known.isEmpty() ? seconds : Math.max(seconds * surprise, quantile(known, 1, Sample::seconds))),
                memory,
                policy.disk(),
                inputs.getOrDefault(job.owner().app(), Map.of()));
    }

    private static double quantile(List<Sample> known, double part, ToDoubleFunction<Sample> value) {
        if (known.isEmpty()) {
            return 0;
        }
        double[] sorted = known.stream().mapToDouble(value).sorted().toArray();
        return sorted[(int) Math.min(sorted.length - 1, Math.floor(part * sorted.length))];
    }

    /** How much of what was used then still counts. */
    static double faded(Used used, Instant now, Policy policy) {
        double age = Duration.between(used.asOf(), now).toMillis();
        return used.seconds() * Math.pow(0.5, age / policy.halfLife().toMillis());
    }
}
