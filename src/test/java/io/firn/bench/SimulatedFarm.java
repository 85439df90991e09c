package io.firn.bench;

import io.firn.schedule.History;
import io.firn.schedule.Job;
import io.firn.schedule.Lane;
import io.firn.schedule.Machine;
import io.firn.schedule.Owner;
import io.firn.schedule.Sample;
import io.firn.schedule.Turns;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;

/**
 * A farm and a queue shaped like real ones, the same for each seed: orgs of very different sizes, apps whose builds take from
 * seconds to the limit (log-normal), builds that take about as long as the app's last ones, with a whole rebuild now and then.
 */
final class SimulatedFarm {
    static final Instant BEGIN = Instant.parse("2030-01-01T00:00:00Z");
    private static final double LONGEST = 900;
    private static final long GIB = 1L << 30;

    final List<Machine> machines = new ArrayList<>();
    final List<Job> queue = new ArrayList<>();
    final List<Job> deploys = new ArrayList<>();
    final Map<UUID, Double> seconds = new HashMap<>();
    final Map<UUID, List<Sample>> samples = new HashMap<>();
    private final Random random;

    SimulatedFarm(long seed, int nodes, int slots, int builds, int deployCount) {
        random = new Random(seed);
        machines(nodes, slots);
        builds(builds);
        deploys(deployCount);
    }

    private UUID id() {
        return new UUID(random.nextLong(), random.nextLong());
    }

    private void machines(int nodes, int slots) {
        int left = slots;
        for (int n = 0; n < nodes; n++) {
            int own = n == nodes - 1 ? left : Math.max(1, Math.min(left - (nodes - n - 1), 1 + random.nextInt(9)));
            left -= own;
            double speed = new double[] {0.7, 1, 1, 1.4}[random.nextInt(4)];
            machines.add(new Machine(
                    id(),
                    "node-%04d".formatted(n),
                    Set.of(n % 20 == 0 ? "aarch64-linux" : "x86_64-linux"),
                    n % 10 == 1 ? Set.of("kvm") : Set.of(),
                    Set.of(),
                    own,
                    speed,
                    4L * own * GIB,
                    Long.MAX_VALUE,
                    "",
                    Set.of(),
                    100e6));
        }
    }

    private record App(Owner owner, double median, long memory, String system, SortedSet<String> features) {}

    private void builds(int count) {
        var apps = new ArrayList<App>();
        for (int org = 0; org < 200; org++) {
            UUID orgId = id();
            for (int app = 0; app < 1 + random.nextInt(20); app++) {
                double median = Math.clamp(75 * Math.exp(random.nextGaussian()), 3, LONGEST * 0.7);
                long memory = (long) (0.6 * GIB * Math.exp(0.5 * random.nextGaussian()));
                var features = new TreeSet<String>();
                boolean arm = random.nextInt(25) == 0;
                if (!arm && random.nextInt(25) == 0) {
                    features.add("kvm");
                }
                var made = new App(
                        new Owner(orgId, id(), "main"),
                        median,
                        memory,
                        arm ? "aarch64-linux" : "x86_64-linux",
                        features);
                var known = new ArrayList<Sample>();
                for (int n = 0; n < 10; n++) {
                    known.add(new Sample(actual(median), memory));
                }
                samples.put(made.owner().app(), known);
                apps.add(made);
            }
        }
        Map<UUID, Double> sizes = new HashMap<>();
        double[] upTo = new double[apps.size()];
        double sum = 0;
        for (int n = 0; n < upTo.length; n++) {
            double size =
                    sizes.computeIfAbsent(apps.get(n).owner().org(), org -> Math.pow(1 - random.nextDouble(), -0.8));
            sum += size;
            upTo[n] = sum;
        }
        for (int n = 0; n < count; n++) {
            double at = random.nextDouble() * sum;
            int found = java.util.Arrays.binarySearch(upTo, at);
            App app = apps.get(found >= 0 ? found : -found - 1);
            var owner = new Owner(app.owner().org(), app.owner().app(), random.nextInt(4) == 0 ? "next" : "main");
            queue.add(job(owner, Lane.BATCH, n - count, app));
        }
    }

    private void deploys(int count) {
        for (int n = 0; n < count; n++) {
            var app = new App(new Owner(id(), id(), "main"), 30, GIB / 2, "x86_64-linux", new TreeSet<>());
            deploys.add(job(app.owner(), Lane.INTERACTIVE, 1000L * (10L + n * 3L), app));
        }
        deploys.sort(Comparator.comparing(Job::queuedAt));
    }

    private Job job(Owner owner, Lane lane, long millis, App app) {
        var job = new Job(id(), owner, lane, 0, BEGIN.plusMillis(millis), app.system(), app.features(), 0, Set.of());
        seconds.put(job.id(), actual(app.median()));
        return job;
    }

    private double actual(double median) {
        double whole = random.nextInt(33) == 0 ? 2.5 : 1;
        return Math.min(LONGEST, median * whole * Math.exp(0.25 * random.nextGaussian()));
    }

    History history() {
        return new History(samples, Map.of(), Map.of(), Turns.NONE);
    }

    /** No order of any kind ends sooner: the work of each system over its machines' power, or the longest build on the fastest. */
    double lowerBound() {
        double bound = 0;
        for (String system : Set.of("x86_64-linux", "aarch64-linux")) {
            double power = machines.stream()
                    .filter(machine -> machine.systems().contains(system))
                    .mapToDouble(machine -> machine.slots() * machine.speed())
                    .sum();
            double work = queue.stream()
                    .filter(job -> job.system().equals(system))
                    .mapToDouble(job -> seconds.get(job.id()))
                    .sum();
            bound = Math.max(bound, work / power);
        }
        double special = machines.stream()
                .filter(machine -> machine.features().contains("kvm"))
                .mapToDouble(machine -> machine.slots() * machine.speed())
                .sum();
        double kvm = queue.stream()
                .filter(job -> !job.features().isEmpty())
                .mapToDouble(job -> seconds.get(job.id()))
                .sum();
        double fastest = machines.stream().mapToDouble(Machine::speed).max().orElseThrow();
        double longest = Collections.max(seconds.values());
        return Math.max(Math.max(bound, kvm / special), longest / fastest);
    }
}
