package io.firn.bench;

import io.firn.schedule.Goal;
import io.firn.schedule.Job;
import io.firn.schedule.Placement;
import io.firn.schedule.Policy;
import io.firn.schedule.Scheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiConsumer;

/** The scheduler that the service uses, with the time that each of its decisions takes. */
final class FirnRule implements Rule {
    private final Goal goal;
    private final Scheduler scheduler;
    private final Map<UUID, Integer> numbers = new HashMap<>();
    final long[] nanos = new long[1 << 20];
    int decisions;
    private long spentOnEnd;

    FirnRule(SimulatedFarm farm, Goal goal) {
        this.goal = goal;
        scheduler = new Scheduler(Policy.DEFAULT.with(goal), farm.history(), SimulatedFarm.BEGIN);
        for (int n = 0; n < farm.machines.size(); n++) {
            scheduler.machine(farm.machines.get(n));
            numbers.put(farm.machines.get(n).id(), n);
        }
    }

    @Override
    public String name() {
        return goal == Goal.SHARES ? "Firn" : "Firn, soonest end";
    }

    @Override
    public void queued(Job job) {
        scheduler.add(job);
    }

    @Override
    public void decide(double now, BiConsumer<Job, Integer> given) {
        Instant at = instant(now);
        while (true) {
            long before = System.nanoTime();
            Optional<Placement> placement = scheduler.next(at);
            long took = System.nanoTime() - before + spentOnEnd;
            spentOnEnd = 0;
            if (placement.isEmpty()) {
                return;
            }
            if (decisions < nanos.length) {
                nanos[decisions++] = took;
            }
            given.accept(
                    placement.get().job(), numbers.get(placement.get().machine().id()));
        }
    }

    @Override
    public void ended(Job job, int machine, double took, double now) {
        long before = System.nanoTime();
        scheduler.ended(job.id(), Duration.ofMillis((long) (took * 1000)), instant(now));
        spentOnEnd += System.nanoTime() - before;
    }

    private static Instant instant(double seconds) {
        return SimulatedFarm.BEGIN.plusMillis((long) (seconds * 1000));
    }
}
