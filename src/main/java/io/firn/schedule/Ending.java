package io.firn.schedule;

import java.util.HashMap;
import java.util.Map;

/** How far each system's queue is from its end, and so which builds must begin before it is their turn. */
final class Ending {
    private final Fleet fleet;
    private final Goal goal;
    private final Map<String, Backlog> backlogs = new HashMap<>();
    private final Map<String, Backlog> special = new HashMap<>();
    private final Map<String, Boolean> scarce = new HashMap<>();
    private double scarceAt = -1;

    Ending(Fleet fleet, Goal goal) {
        this.fleet = fleet;
        this.goal = goal;
    }

    void add(Group group, Entry entry) {
        backlog(group).add(entry);
        if (special(group)) {
            own(group).add(entry);
        }
    }

    void remove(Group group, Entry entry) {
        backlog(group).remove(entry);
        if (special(group)) {
            own(group).remove(entry);
        }
    }

    private static boolean special(Group group) {
        return !group.key.features().isEmpty();
    }

    private Backlog own(Group group) {
        return special.computeIfAbsent(group.key.machines(), machines -> new Backlog());
    }

    private Backlog backlog(Group group) {
        return backlogs.computeIfAbsent(group.key.system(), system -> new Backlog());
    }

    /** What must begin at that time; seconds on the scheduler's clock. */
    Order.Hurry at(double at) {
        return new Order.Hurry() {
            @Override
            public boolean longerMustBegin(Group group, double than) {
                return Ending.this.longerMustBegin(group, than, at);
            }

            @Override
            public boolean scarce(Group group) {
                return Ending.this.scarce(group, at);
            }
        };
    }

    /** Whether the group's machines must begin a build now that may take longer than so many seconds. */
    private boolean longerMustBegin(Group group, double than, double at) {
        String system = group.key.system();
        return goal == Goal.SOONEST_END
                || backlog(group).longerMustBegin(than, fleet.running(system, at), fleet.capacity(system));
    }

    /**
     * Whether what needs a feature would be done last of its system, for few machines have that: those begin nothing else before
     * it. As it is when the time is first asked about.
     */
    private boolean scarce(Group group, double at) {
        if (goal != Goal.SOONEST_END || !special(group)) {
            return false;
        }
        if (at != scarceAt) {
            scarce.clear();
            scarceAt = at;
        }
        return scarce.computeIfAbsent(group.key.machines(), machines -> {
            double capacity = 0;
            double left = own(group).sum();
            for (Seat seat : fleet.all()) {
                if (seat.has(group.key)) {
                    capacity += Fleet.power(seat.machine());
                    left += seat.left(at);
                }
            }
            return left / capacity + own(group).longest() >= drain(group, at);
        });
    }

    /** Seconds until all of a system is done, were the work spread evenly: what waits and what runs. */
    double drain(Group group, double at) {
        String system = group.key.system();
        return (backlog(group).sum() + fleet.running(system, at)) / fleet.capacity(system);
    }
}
