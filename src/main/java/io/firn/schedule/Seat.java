package io.firn.schedule;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A machine with what runs on it. */
final class Seat {
    /** A build here. */
    record Guest(UUID job, long memory, long disk, double seconds, double until) {}

    private final Map<UUID, Guest> guests = new LinkedHashMap<>();
    private Machine machine;
    private long memoryTaken;
    private long diskTaken;

    @Nullable Group keptFor;
    /** When whom it is kept for can begin. */
    double keptUntil;

    Seat(Machine machine) {
        this.machine = machine;
    }

    Machine machine() {
        return machine;
    }

    void machine(Machine now) {
        machine = now;
    }

    void enter(Guest guest) {
        guests.put(guest.job(), guest);
        memoryTaken += guest.memory();
        diskTaken += guest.disk();
    }

    @Nullable Guest leave(UUID job) {
        Guest guest = guests.remove(job);
        if (guest != null) {
            memoryTaken -= guest.memory();
            diskTaken -= guest.disk();
        }
        return guest;
    }

    /** Whether it could take such a build if it were empty. */
    boolean admits(Group.Key wanted) {
        return machine.slots() > 0
                && has(wanted)
                && wanted.features().containsAll(machine.mandatory())
                && machine.memory() >= wanted.memory();
    }

    /** Whether it has what such builds ask for, but for memory. */
    boolean has(Group.Key wanted) {
        return machine.systems().contains(wanted.system()) && machine.features().containsAll(wanted.features());
    }

    /** Seconds of work, as predicted, that is left of what runs here. */
    double left(double now) {
        double left = 0;
        for (Guest guest : guests.values()) {
            left += Math.max(0, guest.until() - now) * machine.speed();
        }
        return left;
    }

    boolean hasSlot() {
        return guests.size() < machine.slots();
    }

    boolean hasMemory(long wanted) {
        return machine.memory() == Long.MAX_VALUE || machine.memory() - memoryTaken >= wanted;
    }

    boolean hasDisk(long wanted) {
        return machine.diskFree() == Long.MAX_VALUE || machine.diskFree() - diskTaken >= wanted;
    }

    boolean hasRoom(Group.Key wanted) {
        return machine.open() && hasSlot() && hasMemory(wanted.memory()) && hasDisk(wanted.disk());
    }

    /** When it will have room, as predicted; seconds on the scheduler's clock. */
    double roomAt(Group.Key wanted, double now) {
        List<Guest> leaving = guests.values().stream()
                .sorted(Comparator.comparingDouble(Guest::until))
                .toList();
        int count = guests.size();
        long taken = memoryTaken;
        double at = now;
        for (Guest guest : leaving) {
            if (count < machine.slots()
                    && (machine.memory() == Long.MAX_VALUE || machine.memory() - taken >= wanted.memory())) {
                break;
            }
            count--;
            taken -= guest.memory();
            at = Math.max(now, guest.until());
        }
        return at;
    }

    /** Bytes of the inputs that it lacks. */
    long missing(Map<String, Long> inputs) {
        long bytes = 0;
        for (Map.Entry<String, Long> input : inputs.entrySet()) {
            if (!machine.holds().contains(input.getKey())) {
                bytes += input.getValue();
            }
        }
        return bytes;
    }

    int busy() {
        return guests.size();
    }

    long memoryFree() {
        return machine.memory() - memoryTaken;
    }

    long diskFree() {
        return machine.diskFree() - diskTaken;
    }
}
