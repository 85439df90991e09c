package io.firn.bench;

import io.firn.schedule.Job;
import io.firn.schedule.Machine;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;

/**
 * The rule of Hydra's queue runner, written anew from its description: the build whose jobset (here: app) used least in the last
 * 24 hours, counted when builds end, then the oldest; on the first machine with a slot in the order of cores times speed.
 */
final class HydraRule implements Rule {
    private static final class Jobset {
        final UUID id;
        final ArrayDeque<Job> waiting = new ArrayDeque<>();
        double used;

        Jobset(UUID id) {
            this.id = id;
        }
    }

    private static final Comparator<Jobset> BY_SHARE =
            Comparator.comparingDouble((Jobset set) -> set.used).thenComparing(set -> set.id);

    private final List<Machine> machines;
    private final int[] inOrder;
    private final int[] free;
    private final Map<String, Map<UUID, Jobset>> sets = new HashMap<>();
    private final Map<String, TreeSet<Jobset>> waiting = new HashMap<>();
    private boolean changed = true;
    private int freed = -1;

    HydraRule(List<Machine> machines) {
        this.machines = machines;
        this.free = machines.stream().mapToInt(Machine::slots).toArray();
        this.inOrder = IntStream.range(0, machines.size())
                .boxed()
                .sorted(Comparator.comparingDouble(
                        n -> -machines.get(n).speed() * machines.get(n).slots()))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    @Override
    public String name() {
        return "Hydra's rule";
    }

    @Override
    public void queued(Job job) {
        String kind = job.system() + job.features();
        Jobset set = sets.computeIfAbsent(kind, unknown -> new HashMap<>())
                .computeIfAbsent(job.owner().app(), Jobset::new);
        set.waiting.add(job);
        waiting.computeIfAbsent(kind, unknown -> new TreeSet<>(BY_SHARE)).add(set);
        changed = true;
    }

    @Override
    public void decide(double now, BiConsumer<Job, Integer> given) {
        if (!changed && freed >= 0) {
            fill(freed, given);
        } else {
            for (int n : inOrder) {
                fill(n, given);
            }
        }
        changed = false;
        freed = -1;
    }

    private void fill(int n, BiConsumer<Job, Integer> given) {
        while (free[n] > 0) {
            Jobset best = null;
            TreeSet<Jobset> from = null;
            for (TreeSet<Jobset> kind : waiting.values()) {
                if (!kind.isEmpty()
                        && FirstFit.fits(kind.first().waiting.peek(), machines.get(n))
                        && (best == null || BY_SHARE.compare(kind.first(), best) < 0)) {
                    best = kind.first();
                    from = kind;
                }
            }
            if (best == null || from == null) {
                return;
            }
            Job job = best.waiting.poll();
            if (best.waiting.isEmpty()) {
                from.remove(best);
            }
            free[n]--;
            given.accept(job, n);
        }
    }

    @Override
    public void ended(Job job, int machine, double took, double now) {
        free[machine]++;
        String kind = job.system() + job.features();
        Jobset set = Objects.requireNonNull(
                Objects.requireNonNull(sets.get(kind)).get(job.owner().app()));
        TreeSet<Jobset> others = Objects.requireNonNull(waiting.get(kind));
        boolean listed = others.remove(set);
        set.used += took;
        if (listed) {
            others.add(set);
        }
        freed = machine;
    }
}
