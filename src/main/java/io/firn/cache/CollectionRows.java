package io.firn.cache;

import io.firn.cache.CollectionReport.State;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** What collections did, as rows. */
final class CollectionRows {
    private static final String COLUMNS =
            """
            id, state, started_at, ended_at, expired_roots, paths, nar_bytes, file_bytes, blobs, abandoned, reason
            """;

    private final Transactions transactions;

    CollectionRows(Transactions transactions) {
        this.transactions = transactions;
    }

    static void save(Connection connection, CollectionReport report) throws SQLException {
        String sql =
                """
                insert into cache_collection (%s) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                on conflict (id) do update
                set state = excluded.state, ended_at = excluded.ended_at, expired_roots = excluded.expired_roots,
                    paths = excluded.paths, nar_bytes = excluded.nar_bytes, file_bytes = excluded.file_bytes,
                    blobs = excluded.blobs, abandoned = excluded.abandoned, reason = excluded.reason
                """
                        .formatted(COLUMNS);
        try (PreparedStatement insert = connection.prepareStatement(sql)) {
            insert.setObject(1, report.id());
            insert.setString(2, report.state().name());
            insert.setTimestamp(3, Timestamp.from(report.startedAt()));
            insert.setTimestamp(4, report.endedAt() == null ? null : Timestamp.from(report.endedAt()));
            insert.setLong(5, report.expiredRoots());
            insert.setLong(6, report.paths());
            insert.setLong(7, report.narBytes());
            insert.setLong(8, report.fileBytes());
            insert.setLong(9, report.blobs());
            insert.setLong(10, report.abandoned());
            insert.setString(11, report.reason());
            insert.executeUpdate();
        }
    }

    /** What a killed process left as running is over, once another one collects. */
    static void closeOthers(Connection connection, UUID running) throws SQLException {
        String sql =
                """
                update cache_collection set state = 'STOPPED', ended_at = now(), reason = 'its process ended before it did'
                where state = 'RUNNING' and id <> ?
                """;
        try (PreparedStatement update = connection.prepareStatement(sql)) {
            update.setObject(1, running);
            update.executeUpdate();
        }
    }

    /** The newest first. */
    List<CollectionReport> newest(int limit) {
        String sql = "select " + COLUMNS + " from cache_collection order by started_at desc limit ?";
        return transactions.call(connection -> {
            try (PreparedStatement query = connection.prepareStatement(sql)) {
                query.setInt(1, limit);
                return read(query);
            }
        });
    }

    Optional<CollectionReport> find(UUID id) {
        String sql = "select " + COLUMNS + " from cache_collection where id = ?";
        return transactions.call(connection -> {
            try (PreparedStatement query = connection.prepareStatement(sql)) {
                query.setObject(1, id);
                return read(query).stream().findFirst();
            }
        });
    }

    private static List<CollectionReport> read(PreparedStatement query) throws SQLException {
        try (ResultSet row = query.executeQuery()) {
            var found = new ArrayList<CollectionReport>();
            while (row.next()) {
                Timestamp ended = row.getTimestamp("ended_at");
                found.add(new CollectionReport(
                        row.getObject("id", UUID.class),
                        State.valueOf(row.getString("state")),
                        row.getTimestamp("started_at").toInstant(),
                        ended == null ? null : ended.toInstant(),
                        row.getLong("expired_roots"),
                        row.getLong("paths"),
                        row.getLong("nar_bytes"),
                        row.getLong("file_bytes"),
                        row.getLong("blobs"),
                        row.getLong("abandoned"),
                        row.getString("reason")));
            }
            return found;
        }
    }
}
