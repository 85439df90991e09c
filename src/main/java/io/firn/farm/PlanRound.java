package io.firn.farm;

import io.firn.schedule.History;
import io.firn.schedule.Job;
import io.firn.schedule.Machine;
import io.firn.schedule.Owner;
import io.firn.schedule.Placement;
import io.firn.schedule.Policy;
import io.firn.schedule.Running;
import io.firn.schedule.Scheduling;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * One look at the queue in the database, within the transaction of a connection. One of us plans at a time; should it stop dead
 * meanwhile, the database ends its transaction after some seconds and another goes on.
 */
final class PlanRound {
    private static final String STOPPED_DEAD = "set local idle_in_transaction_session_timeout = '20s'";
    private static final String MY_TURN = "select pg_try_advisory_xact_lock(hashtext('firn.farm.planner'))";
    private static final int OF_EACH_BRANCH = 64;
    private static final int MOST = 4000;

    private final Connection connection;
    private final World world;
    private final Policy policy;
    private final Instant now;

    /** What stands outside of the queue. */
    interface World {
        /** The builders, with what is known of each one's speed and of what lies in its store. */
        List<Machine> machines(Map<UUID, Double> speeds, Map<UUID, Set<String>> holds);

        /** On which builders a build was lost. */
        Map<UUID, Set<UUID>> lostOn();
    }

    PlanRound(Connection connection, World world, Policy policy, Instant now) {
        this.connection = connection;
        this.world = world;
        this.policy = policy;
        this.now = now;
    }

    /** Gives away what can be given; empty where another of us is at it. */
    Optional<Scheduling> plan(Duration takenUpWithin) throws SQLException {
        if (!mine()) {
            return Optional.empty();
        }
        new QueueTable(connection).takeBack(now.minus(takenUpWithin));
        Scheduling scheduling = look(List.of());
        if (!scheduling.assignments().isEmpty()) {
            give(scheduling);
        }
        return Optional.of(scheduling);
    }

    private boolean mine() throws SQLException {
        try (PreparedStatement limit = connection.prepareStatement(STOPPED_DEAD);
                PreparedStatement lock = connection.prepareStatement(MY_TURN)) {
            limit.execute();
            try (ResultSet row = lock.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        }
    }

    /** Looks without giving anything away; at these builds too, wherever they stand in the queue. */
    Scheduling look(List<BuildWish> also) throws SQLException {
        var queue = new QueueTable(connection);
        var past = new HistoryTable(connection);
        var wishes = new ArrayList<>(queue.waiting(OF_EACH_BRANCH, MOST));
        Set<UUID> known = new HashSet<>();
        wishes.forEach(wish -> known.add(wish.buildId()));
        also.stream().filter(wish -> known.add(wish.buildId())).forEach(wishes::add);
        if (wishes.isEmpty()) {
            return Scheduling.schedule(List.of(), List.of(), List.of(), History.NONE, policy, now);
        }
        Map<UUID, Set<UUID>> lostOn = world.lostOn();
        List<Owner> owners = wishes.stream().map(BuildWish::owner).distinct().toList();
        List<Job> jobs = wishes.stream()
                .map(wish -> wish.job(lostOn.getOrDefault(wish.buildId(), Set.of())))
                .toList();
        List<Machine> machines = world.machines(past.speeds(), past.holds(owners));
        List<Running> running = queue.running();
        return Scheduling.schedule(jobs, machines, running, past.of(owners), policy, now);
    }

    private void give(Scheduling scheduling) throws SQLException {
        Set<UUID> placed = new HashSet<>(new QueueTable(connection).place(scheduling.assignments(), now));
        var past = new HistoryTable(connection);
        Map<Owner, Double> charges = new HashMap<>();
        for (Placement placement : scheduling.assignments()) {
            if (placed.contains(placement.job().id())) {
                charges.merge(placement.job().owner(), placement.prediction().seconds(), Double::sum);
            }
        }
        past.charge(charges, now, policy.halfLife());
        past.keep(scheduling.turns());
    }
}
