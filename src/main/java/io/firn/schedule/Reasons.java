package io.firn.schedule;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** Why a build waits, machine by machine, for people. */
final class Reasons {
    private final Collection<Seat> seats;
    private final double now;

    Reasons(Collection<Seat> seats, double now) {
        this.seats = seats;
        this.now = now;
    }

    Waiting of(Entry entry, Group group, Tier branch) {
        var obstacles = new ArrayList<Obstacle>();
        for (Seat seat : seats) {
            obstacles.add(obstacle(seat, entry, group, branch));
        }
        boolean possible = obstacles.stream().anyMatch(obstacle -> !obstacle.lasting());
        return new Waiting(summary(entry, group, branch, obstacles, possible), possible, obstacles);
    }

    private static String summary(Entry entry, Group group, Tier branch, List<Obstacle> obstacles, boolean possible) {
        Group.Key key = group.key;
        if (obstacles.isEmpty()) {
            return "there is no builder";
        }
        if (!possible) {
            return "no builder takes it: "
                    + (obstacles.size() == 1
                            ? obstacles.getFirst().machine() + ": "
                                    + obstacles.getFirst().sentence()
                            : "none of " + obstacles.size() + " can build for " + wanted(key));
        }
        if (!branch.first().equals(entry)) {
            return "earlier builds of the same app wait too, and go first";
        }
        return "all builders that build for " + wanted(key) + " are taken";
    }

    private static String wanted(Group.Key key) {
        return key.system()
                + (key.features().isEmpty() ? "" : " with " + String.join(", ", key.features()))
                + (" and have " + bytes(key.memory()) + " of memory for it");
    }

    private Obstacle obstacle(Seat seat, Entry entry, Group group, Tier branch) {
        Machine machine = seat.machine();
        String lasting = lasting(seat, group.key);
        return lasting.isEmpty()
                ? new Obstacle(machine.name(), false, passing(seat, entry, group, branch))
                : new Obstacle(machine.name(), true, lasting);
    }

    private static String lasting(Seat seat, Group.Key key) {
        Machine machine = seat.machine();
        if (!machine.systems().contains(key.system())) {
            return "builds for " + String.join(", ", new TreeSet<>(machine.systems())) + ", not for " + key.system();
        }
        Set<String> lacking = new TreeSet<>(key.features());
        lacking.removeAll(machine.features());
        if (!lacking.isEmpty()) {
            return "lacks " + String.join(", ", lacking);
        }
        Set<String> asked = new TreeSet<>(machine.mandatory());
        asked.removeAll(key.features());
        if (!asked.isEmpty()) {
            return "takes only builds that need " + String.join(", ", asked);
        }
        if (!machine.open()) {
            return machine.closed();
        }
        if (machine.slots() == 0) {
            return "has no slots";
        }
        if (machine.memory() < key.memory()) {
            return "has " + bytes(machine.memory()) + " of memory for builds, " + bytes(key.memory()) + " are needed";
        }
        if (machine.diskFree() < key.disk()) {
            return "has " + bytes(machine.diskFree()) + " of disk left, " + bytes(key.disk()) + " must be free";
        }
        return "";
    }

    private String passing(Seat seat, Entry entry, Group group, Tier branch) {
        Machine machine = seat.machine();
        String soon = ", " + seconds(seat.roomAt(group.key, now) - now);
        if (!seat.hasSlot()) {
            return seat.busy() + " of " + machine.slots() + " slots are taken" + soon;
        }
        if (!seat.hasMemory(group.key.memory())) {
            return bytes(Math.max(0, seat.memoryFree())) + " of " + bytes(machine.memory()) + " of memory are left, "
                    + bytes(group.key.memory()) + " are needed" + soon;
        }
        if (!seat.hasDisk(group.key.disk())) {
            return bytes(Math.max(0, seat.diskFree())) + " of disk would be left beside what runs there, "
                    + bytes(group.key.disk()) + " must be free";
        }
        if (seat.keptFor != null && seat.keptFor != group) {
            return "its memory is kept for a large build that has waited long";
        }
        return branch.first().equals(entry)
                ? "has room; it is taken at the next look"
                : "has room, but an earlier build of the same app goes first";
    }

    private static String seconds(double in) {
        return in < 1
                ? "room is expected any moment"
                : String.format(Locale.ROOT, "room is expected in about %.0f s", in);
    }

    static String bytes(long bytes) {
        double gibibytes = bytes / (double) (1L << 30);
        return gibibytes >= 1
                ? String.format(Locale.ROOT, "%.1f GiB", gibibytes)
                : String.format(Locale.ROOT, "%d MiB", bytes >> 20);
    }
}
