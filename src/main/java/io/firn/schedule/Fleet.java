package io.firn.schedule;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** All machines, and which of them suits a build best. */
final class Fleet {
    /** Predicted ends that are nearer to each other than this part count as the same. */
    private static final double SAME = 1.1;

    private final Map<UUID, Seat> seats = new LinkedHashMap<>();
    private final Map<UUID, Seat> places = new LinkedHashMap<>();
    private final Map<String, Power> powers = new HashMap<>();

    /** What the machines of one system can do, and do. */
    private static final class Power {
        double capacity;
        double workRunning;
        double speedRunning;
    }

    /** A machine with its slot and what can be said of the build's end there. */
    record Fit(Seat seat, long missing, double finish) {}

    Seat put(Machine machine) {
        Seat seat = seats.get(machine.id());
        if (seat == null) {
            seat = new Seat(machine);
            seats.put(machine.id(), seat);
        } else {
            Machine before = seat.machine();
            count(before, power -> power.capacity -= power(before));
            seat.machine(machine);
        }
        count(machine, power -> power.capacity += power(machine));
        return seat;
    }

    private void count(Machine machine, Consumer<Power> change) {
        machine.systems().forEach(system -> change.accept(powers.computeIfAbsent(system, unknown -> new Power())));
    }

    /** Seconds of work that it does in a second. */
    static double power(Machine machine) {
        return machine.open() ? machine.slots() * machine.speed() : 0;
    }

    double fastest() {
        double fastest = 0;
        for (Seat seat : seats.values()) {
            fastest = Math.max(fastest, seat.machine().speed());
        }
        return fastest;
    }

    Collection<Seat> all() {
        return seats.values();
    }

    Optional<Seat> seat(UUID machine) {
        return Optional.ofNullable(seats.get(machine));
    }

    void enter(Seat seat, UUID job, long memory, long disk, double seconds, double now, double fetching) {
        double until = now + fetching + seconds / seat.machine().speed();
        seat.enter(new Seat.Guest(job, memory, disk, seconds, until));
        places.put(job, seat);
        count(seat.machine(), power -> {
            power.workRunning += until * seat.machine().speed();
            power.speedRunning += seat.machine().speed();
        });
    }

    @Nullable Seat leave(UUID job) {
        Seat seat = places.remove(job);
        if (seat != null) {
            Seat.Guest guest = seat.leave(job);
            if (guest != null) {
                count(seat.machine(), power -> {
                    power.workRunning -= guest.until() * seat.machine().speed();
                    power.speedRunning -= seat.machine().speed();
                });
            }
        }
        return seat;
    }

    List<Seat> admitting(Group.Key wanted) {
        var admitting = new ArrayList<Seat>();
        for (Seat seat : seats.values()) {
            if (seat.admits(wanted)) {
                admitting.add(seat);
            }
        }
        return admitting;
    }

    /** What the machines of a system do in a second, in seconds of work. */
    double capacity(String system) {
        Power power = powers.get(system);
        return power == null ? 0 : power.capacity;
    }

    /** Seconds of work that is left of what runs, as predicted. */
    double running(String system, double now) {
        Power power = powers.get(system);
        return power == null ? 0 : Math.max(0, power.workRunning - now * power.speedRunning);
    }

    @Nullable Fit best(Group group, Entry entry, double now) {
        Fit best = null;
        for (Seat seat : group.seats) {
            if (!seat.hasRoom(group.key)) {
                continue;
            }
            long missing = seat.missing(entry.prediction().inputs());
            double finish = missing / seat.machine().bytesPerSecond()
                    + entry.seconds() / seat.machine().speed();
            if (seat.keptFor != null && seat.keptFor != group && now + finish > seat.keptUntil) {
                continue;
            }
            var fit = new Fit(seat, missing, finish);
            if (best == null || better(fit, best, entry)) {
                best = fit;
            }
        }
        return best;
    }

    /**
     * Where it was lost comes last. Then: done sooner; nothing special wasted on it; less to fetch; less busy; a closer fit of
     * memory; the name, so that the answer is always the same.
     */
    private static boolean better(Fit fit, Fit best, Entry entry) {
        Machine left = fit.seat().machine();
        Machine right = best.seat().machine();
        int order = Boolean.compare(
                entry.job().avoid().contains(left.id()), entry.job().avoid().contains(right.id()));
        if (order == 0 && (fit.finish() * SAME < best.finish() || best.finish() * SAME < fit.finish())) {
            order = Double.compare(fit.finish(), best.finish());
        }
        if (order == 0) {
            order = Integer.compare(left.features().size(), right.features().size());
        }
        if (order == 0) {
            order = Long.compare(fit.missing(), best.missing());
        }
        if (order == 0) {
            order = Double.compare(
                    (double) fit.seat().busy() / left.slots(),
                    (double) best.seat().busy() / right.slots());
        }
        if (order == 0) {
            order = Long.compare(fit.seat().memoryFree(), best.seat().memoryFree());
        }
        return (order == 0 ? left.name().compareTo(right.name()) : order) < 0;
    }

    /** Keeps the machine that will have room soonest, so that smaller builds do not take its memory again and again. */
    void keep(Group group, double now) {
        if (group.kept != null) {
            return;
        }
        Seat soonest = null;
        double at = Double.MAX_VALUE;
        for (Seat seat : group.seats) {
            if (seat.machine().open() && seat.keptFor == null && seat.hasDisk(group.key.disk())) {
                double room = seat.roomAt(group.key, now);
                if (room < at) {
                    at = room;
                    soonest = seat;
                }
            }
        }
        if (soonest != null) {
            soonest.keptFor = group;
            soonest.keptUntil = at;
            group.kept = soonest;
        }
    }

    void letGo(Group group) {
        Seat kept = group.kept;
        if (kept != null) {
            kept.keptFor = null;
            group.kept = null;
        }
    }
}
