package io.firn.farm;

import io.firn.schedule.Lane;
import io.firn.schedule.Owner;
import io.firn.schedule.Placement;
import io.firn.schedule.Prediction;
import io.firn.schedule.Running;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;

/**
 * The queue as rows, within the transaction of a connection. Rows that wait are given a slot by whoever plans, skipping those
 * that somebody else holds, and taken up by whoever works on the build; a slot that nobody takes up in time is taken back.
 */
public final class QueueTable {
    private static final String COLUMNS =
            "q.build_id, q.attempt, q.org_id, q.app_id, q.branch, q.lane, q.priority, q.system,"
                    + " q.features, q.memory_floor, q.queued_at";

    private final Connection connection;

    /** A slot that was given and not taken up yet. */
    record Placed(int attempt, UUID nodeId, double seconds, long memory) {}

    /** Works on that connection, in its transaction. */
    public QueueTable(Connection connection) {
        this.connection = connection;
    }

    /** Writes a wish down; one that is known stays as it is. */
    public void add(BuildWish wish) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                """
                insert into build_queue (build_id, attempt, org_id, app_id, branch, lane, priority, system, features,
                    memory_floor, queued_at)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict (build_id) do nothing
                """)) {
            insert.setObject(1, wish.buildId());
            insert.setInt(2, wish.attempt());
            insert.setObject(3, wish.owner().org());
            insert.setObject(4, wish.owner().app());
            insert.setString(5, wish.owner().branch());
            insert.setString(6, wish.lane().name());
            insert.setInt(7, wish.priority());
            insert.setString(8, wish.system());
            insert.setString(9, String.join(" ", wish.features()));
            insert.setLong(10, wish.memoryAtLeast());
            insert.setTimestamp(11, Timestamp.from(wish.queuedAt()));
            insert.executeUpdate();
        }
    }

    /** Takes up the slot that the attempt was given; empty while it waits. */
    Optional<Placed> take(UUID buildId, int attempt) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement(
                """
                delete from build_queue where build_id = ? and attempt = ? and state = 'PLACED'
                returning attempt, node_id, seconds, memory
                """)) {
            delete.setObject(1, buildId);
            delete.setInt(2, attempt);
            try (ResultSet row = delete.executeQuery()) {
                return row.next()
                        ? Optional.of(new Placed(
                                row.getInt(1), row.getObject(2, UUID.class), row.getDouble(3), row.getLong(4)))
                        : Optional.empty();
            }
        }
    }

    /** Nobody wants it any more. */
    public void remove(UUID buildId) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement("delete from build_queue where build_id = ?")) {
            delete.setObject(1, buildId);
            delete.executeUpdate();
        }
    }

    /** Takes back slots that nobody took up since then. */
    public int takeBack(Instant placedBefore) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(
                """
                update build_queue set state = 'WAITING', node_id = null, placed_at = null
                where build_id in (select build_id from build_queue where state = 'PLACED' and placed_at < ?
                    for update skip locked)
                """)) {
            update.setTimestamp(1, Timestamp.from(placedBefore));
            return update.executeUpdate();
        }
    }

    /** The first ones of each branch, as many as a look can use, deploys before the rest. */
    public List<BuildWish> waiting(int ofEachBranch, int limit) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                """
                select %s from (
                    select w.*, row_number() over (
                        partition by w.app_id, w.branch, w.lane, w.system, w.features order by w.queued_at, w.build_id) as place
                    from build_queue w where w.state = 'WAITING') q
                where q.place <= ? order by q.lane desc, q.place, q.queued_at, q.build_id limit ?
                """
                        .formatted(COLUMNS))) {
            select.setInt(1, ofEachBranch);
            select.setInt(2, limit);
            return wishes(select);
        }
    }

    /** The wish of one build that waits. */
    Optional<BuildWish> waiting(UUID buildId) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "select " + COLUMNS + " from build_queue q where q.build_id = ? and q.state = 'WAITING'")) {
            select.setObject(1, buildId);
            return wishes(select).stream().findFirst();
        }
    }

    private static List<BuildWish> wishes(PreparedStatement select) throws SQLException {
        var wishes = new ArrayList<BuildWish>();
        try (ResultSet row = select.executeQuery()) {
            while (row.next()) {
                wishes.add(new BuildWish(
                        row.getObject(1, UUID.class),
                        row.getInt(2),
                        new Owner(row.getObject(3, UUID.class), row.getObject(4, UUID.class), row.getString(5)),
                        Lane.valueOf(row.getString(6)),
                        row.getInt(7),
                        row.getString(8),
                        words(row.getString(9)),
                        row.getLong(10),
                        row.getTimestamp(11).toInstant()));
            }
        }
        return wishes;
    }

    private static SortedSet<String> words(String text) {
        return text.isEmpty() ? new TreeSet<>() : new TreeSet<>(List.of(text.split(" ")));
    }

    /** All that holds a slot: attempts on builders, and slots that were given and not taken up yet. */
    public List<Running> running() throws SQLException {
        var running = new ArrayList<Running>();
        try (PreparedStatement select = connection.prepareStatement(
                        """
                        select build_id, node_id, seconds, memory, assigned_at from builder_job where state = 'ASSIGNED'
                        union all
                        select build_id, node_id, seconds, memory, placed_at from build_queue where state = 'PLACED'
                        """);
                ResultSet row = select.executeQuery()) {
            while (row.next()) {
                double seconds = Math.max(0.1, row.getDouble(3));
                running.add(new Running(
                        row.getObject(1, UUID.class),
                        row.getObject(2, UUID.class),
                        new Prediction(seconds, seconds, row.getLong(4), 0, Map.of()),
                        row.getTimestamp(5).toInstant()));
            }
        }
        return running;
    }

    /** Gives slots, to those that still wait and that nobody holds; which ones got theirs. */
    public List<UUID> place(List<Placement> placements, Instant now) throws SQLException {
        UUID[] builds =
                placements.stream().map(placement -> placement.job().id()).toArray(UUID[]::new);
        UUID[] nodes =
                placements.stream().map(placement -> placement.machine().id()).toArray(UUID[]::new);
        Double[] seconds = placements.stream()
                .map(placement -> placement.prediction().seconds())
                .toArray(Double[]::new);
        Long[] memory = placements.stream()
                .map(placement -> placement.prediction().memory())
                .toArray(Long[]::new);
        var placed = new ArrayList<UUID>();
        try (PreparedStatement update = connection.prepareStatement(
                """
                update build_queue q set state = 'PLACED', node_id = p.node_id, placed_at = ?, seconds = p.seconds,
                    memory = p.memory
                from (select * from unnest(?::uuid[], ?::uuid[], ?::float8[], ?::int8[])
                        as p (build_id, node_id, seconds, memory)) p,
                    (select build_id from build_queue where state = 'WAITING' and build_id = any (?::uuid[])
                        for update skip locked) free
                where q.build_id = p.build_id and free.build_id = q.build_id
                returning q.build_id
                """)) {
            update.setTimestamp(1, Timestamp.from(now));
            update.setArray(2, array("uuid", builds));
            update.setArray(3, array("uuid", nodes));
            update.setArray(4, array("float8", seconds));
            update.setArray(5, array("int8", memory));
            update.setArray(6, array("uuid", builds));
            try (ResultSet row = update.executeQuery()) {
                while (row.next()) {
                    placed.add(row.getObject(1, UUID.class));
                }
            }
        }
        return placed;
    }

    private Array array(String type, Object[] values) throws SQLException {
        return connection.createArrayOf(type, values);
    }
}
