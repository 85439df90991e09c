package io.firn.farm;

import io.agroal.api.AgroalDataSource;
import io.firn.node.Node;
import io.firn.node.Nodes;
import io.firn.schedule.Machine;
import io.firn.schedule.Policy;
import io.firn.schedule.Scheduling;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Looks at queue and builders and gives slots away, each time in a transaction of its own. */
@ApplicationScoped
class Planner {
    private final AgroalDataSource database;
    private final Nodes nodes;
    private final JobRows jobs;
    private final StoreGate gate;
    private final FarmSettings settings;
    private final Clock clock;

    Planner(AgroalDataSource database, Nodes nodes, JobRows jobs, StoreGate gate, FarmSettings settings, Clock clock) {
        this.database = database;
        this.nodes = nodes;
        this.jobs = jobs;
        this.gate = gate;
        this.settings = settings;
        this.clock = clock;
    }

    /** Gives away what can be given; empty where another of us is at it. */
    @Transactional(Transactional.TxType.REQUIRES_NEW)
    Optional<Scheduling> plan() {
        try (Connection connection = database.getConnection()) {
            return round(connection).plan(settings.takenUpWithin());
        } catch (SQLException failed) {
            throw new IllegalStateException("the queue could not be planned", failed);
        }
    }

    /** Looks without giving anything away. */
    @Transactional(Transactional.TxType.REQUIRES_NEW)
    Scheduling look(UUID buildId) {
        try (Connection connection = database.getConnection()) {
            return round(connection)
                    .look(new QueueTable(connection)
                            .waiting(buildId)
                            .map(List::of)
                            .orElse(List.of()));
        } catch (SQLException failed) {
            throw new IllegalStateException("the queue could not be read", failed);
        }
    }

    private PlanRound round(Connection connection) {
        return new PlanRound(connection, new Ours(), policy(), clock.instant());
    }

    private Policy policy() {
        Policy standard = Policy.DEFAULT;
        return new Policy(
                settings.goal(),
                settings.patience(),
                standard.turns(),
                standard.interactiveTurns(),
                standard.priorityStep(),
                settings.shareHalfLife(),
                standard.unknownSeconds(),
                settings.unknownMemory().asLongValue(),
                settings.freeDisk().asLongValue());
    }

    /** Machines that get no new work, with the reason: a full disk, no answer to the last calls, builds that they spoiled. */
    private Map<UUID, String> refusals(List<Node> all) {
        var refusals = new HashMap<>(gate.refusals());
        all.forEach(node -> nodes.refusal(node.id()).ifPresent(why -> refusals.putIfAbsent(node.id(), why)));
        return refusals;
    }

    private final class Ours implements PlanRound.World {
        @Override
        public List<Machine> machines(Map<UUID, Double> speeds, Map<UUID, Set<String>> holds) {
            List<Node> all = nodes.list();
            return Machines.of(all, refusals(all), speeds, holds);
        }

        @Override
        public Map<UUID, Set<UUID>> lostOn() {
            return jobs.lostNodes();
        }
    }
}
