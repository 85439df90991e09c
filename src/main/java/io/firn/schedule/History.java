package io.firn.schedule;

import java.time.Duration;
import java.time.Instant;
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
    /** Nothing is known. */
    public static final History NONE = new History(Map.of(), Map.of(), Map.of(), Turns.NONE);

    public History {
        samples = Map.copyOf(samples);
        inputs = Map.copyOf(inputs);
        used = Map.copyOf(used);
    }

    /** The median of its app's times, nine tenths of its memories and a fifth more; what the policy says where there are none. */
    public Prediction predict(Job job, Policy policy) {
        List<Sample> known = samples.getOrDefault(job.owner().app(), List.of());
        double seconds = known.isEmpty() ? policy.unknownSeconds() : quantile(known, 0.5, Sample::seconds);
        double peak =
                quantile(known.stream().filter(sample -> sample.memory() > 0).toList(), 0.9, Sample::memory);
        long memory = Math.max(job.memoryAtLeast(), peak > 0 ? (long) (peak * 1.2) : policy.unknownMemory());
        return new Prediction(
                Math.max(0.1, seconds),
                Math.max(0.1, known.isEmpty() ? seconds : quantile(known, 1, Sample::seconds)),
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
