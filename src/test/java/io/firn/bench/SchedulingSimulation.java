package io.firn.bench;

import io.firn.schedule.Goal;
import io.firn.schedule.Job;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.UUID;

/** The same farm, the same queue, under three rules: when all is done, how long deploys wait, what a decision costs. */
final class SchedulingSimulation {
    private final SimulatedFarm farm;
    private final Map<UUID, Double> waits = new HashMap<>();
    private final Map<UUID, Double> orgDone = new HashMap<>();
    private double makespan;

    private record End(double at, Job job, int machine, double took) {}

    private SchedulingSimulation(SimulatedFarm farm) {
        this.farm = farm;
    }

    private void run(Rule rule) {
        farm.queue.forEach(rule::queued);
        var ends = new PriorityQueue<End>((left, right) -> left.at() != right.at()
                ? Double.compare(left.at(), right.at())
                : left.job().id().compareTo(right.job().id()));
        int arrived = 0;
        double now = 0;
        while (true) {
            double at = now;
            rule.decide(at, (job, machine) -> {
                double took = farm.seconds.getOrDefault(job.id(), 0.0)
                        / farm.machines.get(machine).speed();
                waits.put(job.id(), at - arrival(job));
                ends.add(new End(at + took, job, machine, took));
            });
            double nextDeploy = arrived < farm.deploys.size() ? arrival(farm.deploys.get(arrived)) : Double.MAX_VALUE;
            if (ends.isEmpty() && arrived == farm.deploys.size()) {
                return;
            }
            if (!ends.isEmpty() && ends.peek().at() <= nextDeploy) {
                End end = ends.remove();
                now = end.at();
                rule.ended(end.job(), end.machine(), end.took(), now);
                orgDone.put(end.job().owner().org(), now);
                makespan = now;
            } else {
                now = nextDeploy;
                rule.queued(farm.deploys.get(arrived++));
            }
        }
    }

    private static double arrival(Job job) {
        return Math.max(0, Duration.between(SimulatedFarm.BEGIN, job.queuedAt()).toMillis() / 1000.0);
    }

    /** The middle of the times at which the smaller half of the orgs had all their builds. */
    private double smallOrgs() {
        Map<UUID, Integer> sizes = new HashMap<>();
        farm.queue.forEach(job -> sizes.merge(job.owner().org(), 1, Integer::sum));
        List<UUID> bySize = new ArrayList<>(sizes.keySet());
        bySize.sort(java.util.Comparator.comparing(sizes::get));
        double[] done = bySize.subList(0, bySize.size() / 2).stream()
                .mapToDouble(orgDone::get)
                .toArray();
        return quantile(done, 0.5);
    }

    private double deployWait(double part) {
        return quantile(
                farm.deploys.stream().mapToDouble(job -> waits.get(job.id())).toArray(), part);
    }

    static double quantile(double[] values, double part) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[(int) Math.min(sorted.length - 1, Math.ceil(part * sorted.length) - 1)];
    }

    /** With the seeds that are given; 1, 2 and 3 where none is. */
    public static void main(String[] arguments) {
        long[] seeds = arguments.length == 0
                ? new long[] {1, 2, 3}
                : Arrays.stream(arguments).mapToLong(Long::parseLong).toArray();
        System.out.println("1000 nodes, 5000 slots, 100000 builds queued at once, 200 deploys coming in");
        System.out.println();
        System.out.println("| seed | rule | makespan | over the lower bound | deploys wait: median | p99"
                + " | small orgs done (median) | decisions/s | decision p99 |");
        System.out.println("|---|---|---|---|---|---|---|---|---|");
        for (long seed : seeds) {
            var farm = new SimulatedFarm(seed, 1000, 5000, 100_000, 200);
            double bound = farm.lowerBound();
            for (Rule rule : List.of(
                    new FirnRule(farm, Goal.SHARES),
                    new FirnRule(farm, Goal.SOONEST_END),
                    new FirstFit(farm.machines),
                    new HydraRule(farm.machines))) {
                var simulation = new SchedulingSimulation(farm);
                simulation.run(rule);
                System.out.printf(
                        Locale.ROOT,
                        "| %d | %s | %.0f s | %.3f | %.1f s | %.1f s | %.0f s | %s |%n",
                        seed,
                        rule.name(),
                        simulation.makespan,
                        simulation.makespan / bound,
                        simulation.deployWait(0.5),
                        simulation.deployWait(0.99),
                        simulation.smallOrgs(),
                        rule instanceof FirnRule firn ? cost(firn) : "- | -");
            }
        }
    }

    private static String cost(FirnRule firn) {
        double[] millis = Arrays.stream(firn.nanos, 0, firn.decisions)
                .mapToDouble(nanos -> nanos / 1e6)
                .toArray();
        double sum = Arrays.stream(millis).sum();
        return String.format(Locale.ROOT, "%.0f | %.3f ms", firn.decisions / sum * 1000, quantile(millis, 0.99));
    }
}
