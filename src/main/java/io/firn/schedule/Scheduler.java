package io.firn.schedule;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/**
 * The queue and the machines, kept between decisions. It knows no clock and no chance: each call brings the time, and the same
 * calls give the same answers. Not for several threads.
 */
public final class Scheduler {
    private final Policy policy;
    private final Instant begin;
    private final Fleet fleet = new Fleet();
    private final Map<String, Group> groups = new TreeMap<>();
    private final Map<String, Share> shares = new HashMap<>();
    private final Map<UUID, Waiter> waiters = new HashMap<>();
    private final Map<UUID, Charged> charged = new HashMap<>();
    private final Ending ending;
    private final Order order;
    private History history;
    private double surprise;

    private record Waiter(Entry entry, Group group, Tier branch) {}

    private record Charged(Owner owner, double seconds) {}

    /** Begins at that time; later calls do not come before it. */
    public Scheduler(Policy policy, History history, Instant begin) {
        this.policy = policy;
        this.history = history;
        this.surprise = history.surprise();
        this.begin = begin;
        this.ending = new Ending(fleet, policy.goal());
        this.order = new Order(policy, groups.values(), history.turns().interactive());
    }

    /** What is known of the past from now on, for builds that are added after this. */
    public void history(History now) {
        history = now;
        surprise = now.surprise();
    }

    /** Takes a machine in, or what has changed of it. */
    public void machine(Machine machine) {
        boolean known = fleet.seat(machine.id()).isPresent();
        Seat seat = fleet.put(machine);
        for (Group group : groups.values()) {
            if (known) {
                group.seats.remove(seat);
            }
            if (seat.admits(group.key)) {
                group.seats.add(seat);
                group.blocked = false;
            }
        }
    }

    /** A build that holds a slot already. */
    public void running(Running build) {
        fleet.seat(build.machine()).ifPresent(seat -> {
            Prediction prediction = build.prediction();
            fleet.enter(
                    seat,
                    build.job(),
                    prediction.memory(),
                    0,
                    prediction.seconds(),
                    clock(build.since()),
                    seat.missing(prediction.inputs()) / seat.machine().bytesPerSecond());
        });
    }

    /** A build that waits. One that is known already stays as it is. */
    public void add(Job job) {
        if (waiters.containsKey(job.id())) {
            return;
        }
        Prediction prediction = history.predict(job, policy, surprise);
        Group.Key key = Group.Key.of(job, prediction);
        Group group = groups.computeIfAbsent(key.toString(), unknown -> newGroup(key));
        Owner owner = job.owner();
        Tier org = tier(group.root, group.root.key, owner.orgKey(), false);
        Tier app = tier(org, group.root.key + "|" + owner.orgKey(), owner.appKey(), true);
        Tier branch = app.child(owner.branchKey(), true, () -> share(owner.branchKey()));
        Entry entry = Entry.of(job, prediction, policy);
        branch.add(entry);
        ending.add(group, entry);
        waiters.put(job.id(), new Waiter(entry, group, branch));
    }

    private Tier tier(Tier parent, String path, String key, boolean ranks) {
        return parent.child(key, ranks, () -> share(key)).remembering(history.turns(), path + "|" + key);
    }

    private Group newGroup(Group.Key key) {
        var group = new Group(key);
        group.seats.addAll(fleet.admitting(key));
        group.root.remembering(history.turns(), group.root.key);
        return group;
    }

    private Share share(String key) {
        return shares.computeIfAbsent(key, unknown -> {
            Used used = history.used().get(key);
            return used == null ? new Share(0, 1) : new Share(History.faded(used, begin, policy), used.weight());
        });
    }

    /** Nobody wants it any more. */
    public void withdraw(UUID job) {
        Waiter waiter = waiters.remove(job);
        if (waiter != null) {
            waiter.branch().remove(waiter.entry());
            ending.remove(waiter.group(), waiter.entry());
            if (!waiter.group().waits()) {
                letGo(waiter.group());
            }
        }
    }

    /** A build has ended, and what it took is counted instead of what was predicted. */
    public void ended(UUID job, Duration took, Instant now) {
        Seat seat = fleet.leave(job);
        Charged before = charged.remove(job);
        if (seat != null) {
            if (before != null) {
                double work = took.toMillis() / 1000.0 * seat.machine().speed();
                charge(before.owner(), (work - before.seconds()) * inflation(now));
            }
            freed(seat);
        }
    }

    private void freed(Seat seat) {
        for (Group group : groups.values()) {
            if (group.blocked && seat.admits(group.key)) {
                group.blocked = false;
            }
        }
    }

    /** The next build that goes somewhere; empty where nothing can be begun now. */
    public Optional<Placement> next(Instant now) {
        double at = clock(now);
        while (true) {
            Order.Pick pick = order.next(now.toEpochMilli(), ending.at(at));
            if (pick == null) {
                return Optional.empty();
            }
            Fleet.Fit fit = fleet.best(pick.group(), pick.entry(), at);
            if (fit != null
                    && pick.rule() == Placement.Rule.LONGEST_FIRST
                    && fit.seat().machine().speed() < fleet.fastest()
                    && pick.entry().atMost() / fit.seat().machine().speed() > ending.drain(pick.group(), at)) {
                Order.Pick shorter = order.shortest(pick.group());
                Fleet.Fit other = fleet.best(pick.group(), shorter.entry(), at);
                if (other != null && shorter.entry().atMost() < pick.entry().atMost()) {
                    pick = shorter;
                    fit = other;
                }
            }
            if (fit != null) {
                return Optional.of(begin(pick, fit, now));
            }
            pick.group().blocked = true;
            if (pick.rule() == Placement.Rule.WAITED_LONGEST) {
                fleet.keep(pick.group(), at);
            }
        }
    }

    private void letGo(Group group) {
        Seat kept = group.kept;
        if (kept != null) {
            fleet.letGo(group);
            freed(kept);
        }
    }

    private Placement begin(Order.Pick pick, Fleet.Fit fit, Instant now) {
        Entry entry = pick.entry();
        Job job = entry.job();
        order.started(pick, fit.seat(), now.toEpochMilli());
        letGo(pick.group());
        withdraw(job.id());
        double fetching = fit.missing() / fit.seat().machine().bytesPerSecond();
        fleet.enter(
                fit.seat(),
                job.id(),
                pick.group().key.memory(),
                pick.group().key.disk(),
                entry.seconds(),
                clock(now),
                fetching);
        charged.put(job.id(), new Charged(job.owner(), entry.seconds()));
        charge(job.owner(), entry.seconds() * inflation(now));
        return new Placement(job, fit.seat().machine(), entry.prediction(), fit.missing(), fit.finish(), pick.rule());
    }

    private void charge(Owner owner, double seconds) {
        share(owner.orgKey()).charge(seconds);
        share(owner.appKey()).charge(seconds);
        share(owner.branchKey()).charge(seconds);
    }

    /** What is used later counts more, instead of what was used earlier counting less: the orders stay as they are. */
    private double inflation(Instant now) {
        return Math.pow(2, clock(now) / (policy.halfLife().toMillis() / 1000.0));
    }

    private double clock(Instant now) {
        return Duration.between(begin, now).toMillis() / 1000.0;
    }

    /** All that can be begun now. */
    public List<Placement> all(Instant now) {
        var placements = new ArrayList<Placement>();
        for (Optional<Placement> one = next(now); one.isPresent(); one = next(now)) {
            placements.add(one.get());
        }
        return placements;
    }

    /** Why a build waits; empty where it does not. */
    public Optional<Waiting> why(UUID job, Instant now) {
        Waiter waiter = waiters.get(job);
        return waiter == null
                ? Optional.empty()
                : Optional.of(new Reasons(fleet.all(), clock(now)).of(waiter.entry(), waiter.group(), waiter.branch()));
    }

    /** How many wait. */
    public int waiting() {
        return waiters.size();
    }

    /** What is to be remembered until the next call. */
    public Turns turns() {
        return order.turns();
    }
}
