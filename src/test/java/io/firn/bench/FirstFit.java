package io.firn.bench;

import io.firn.schedule.Job;
import io.firn.schedule.Machine;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** The oldest build on the first machine that has a slot and fits; those that fit nowhere now are passed over. */
final class FirstFit implements Rule {
    private final List<Machine> machines;
    private final int[] free;
    private final Map<String, TreeSet<Job>> waiting = new HashMap<>();
    private int firstFree;

    FirstFit(List<Machine> machines) {
        this.machines = machines;
        this.free = machines.stream().mapToInt(Machine::slots).toArray();
    }

    @Override
    public String name() {
        return "first-fit";
    }

    @Override
    public void queued(Job job) {
        waiting.computeIfAbsent(
                        job.system() + job.features(),
                        kind -> new TreeSet<>(
                                Comparator.comparing(Job::queuedAt).thenComparing(Job::id)))
                .add(job);
    }

    @Override
    public void decide(double now, BiConsumer<Job, Integer> given) {
        for (int n = firstFree; n < free.length; n++) {
            while (free[n] > 0) {
                Job job = oldest(machines.get(n));
                if (job == null) {
                    break;
                }
                free[n]--;
                given.accept(job, n);
            }
        }
        firstFree = free.length;
    }

    private @Nullable Job oldest(Machine machine) {
        TreeSet<Job> best = null;
        for (TreeSet<Job> kind : waiting.values()) {
            if (!kind.isEmpty()
                    && fits(kind.first(), machine)
                    && (best == null
                            || kind.first().queuedAt().isBefore(best.first().queuedAt()))) {
                best = kind;
            }
        }
        return best == null ? null : best.pollFirst();
    }

    static boolean fits(Job job, Machine machine) {
        return machine.systems().contains(job.system()) && machine.features().containsAll(job.features());
    }

    @Override
    public void ended(Job job, int machine, double took, double now) {
        free[machine]++;
        firstFree = Math.min(firstFree, machine);
    }
}
