package io.firn.schedule;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** One look at the queue: what goes where, and why the rest waits. */
public final class Scheduling {
    private final Scheduler scheduler;
    private final List<Placement> assignments;
    private final Turns turns;
    private final Instant at;

    private Scheduling(Scheduler scheduler, Instant at) {
        this.scheduler = scheduler;
        this.at = at;
        this.assignments = List.copyOf(scheduler.all(at));
        this.turns = scheduler.turns();
    }

    /** Decides. The same arguments, in whatever order, give the same answer. */
    public static Scheduling schedule(
            Collection<Job> queue,
            Collection<Machine> machines,
            Collection<Running> running,
            History history,
            Policy policy,
            Instant now) {
        Instant begin = running.stream()
                .map(Running::since)
                .min(Instant::compareTo)
                .filter(first -> first.isBefore(now))
                .orElse(now);
        var scheduler = new Scheduler(policy, history, begin);
        machines.forEach(scheduler::machine);
        running.forEach(scheduler::running);
        queue.forEach(scheduler::add);
        return new Scheduling(scheduler, now);
    }

    /** What goes where, in the order of the turns. */
    public List<Placement> assignments() {
        return assignments;
    }

    /** Why a build waits; empty where it goes somewhere or was not in the queue. */
    public Optional<Waiting> why(UUID job) {
        return scheduler.why(job, at);
    }

    /** To be handed in with the next look. */
    public Turns turns() {
        return turns;
    }
}
