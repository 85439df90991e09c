package io.firn.cache;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Rows of orgs' caches. */
final class OrgCacheRows {
    private static final String COLUMNS =
            "select id, org_id, name, public_read, priority, mass_query, retention_seconds from org_cache ";

    private final Transactions transactions;

    OrgCacheRows(Transactions transactions) {
        this.transactions = transactions;
    }

    /** False where the name is taken. */
    boolean insert(OrgCache cache) {
        String sql =
                """
                insert into org_cache (id, org_id, name, public_read, priority, mass_query, retention_seconds)
                values (?, ?, ?, ?, ?, ?, ?) on conflict (name) do nothing
                """;
        return transactions.call(connection -> {
            try (var insert = connection.prepareStatement(sql)) {
                insert.setObject(1, cache.id());
                insert.setObject(2, cache.orgId());
                insert.setString(3, cache.name());
                settings(insert, 4, cache);
                return insert.executeUpdate() == 1;
            }
        });
    }

    void update(OrgCache cache) {
        String sql =
                "update org_cache set public_read = ?, priority = ?, mass_query = ?, retention_seconds = ? where id = ?";
        transactions.run(connection -> {
            try (var update = connection.prepareStatement(sql)) {
                settings(update, 1, cache);
                update.setObject(5, cache.id());
                update.executeUpdate();
            }
        });
    }

    Optional<OrgCache> byName(String name) {
        return all(COLUMNS + "where name = ?", name).stream().findFirst();
    }

    List<OrgCache> ofOrg(UUID orgId) {
        return all(COLUMNS + "where org_id = ? order by name", orgId);
    }

    /** Deletes a cache with all that is in it. Its blobs are noted as nobody's first, and returned. */
    List<String> delete(UUID id, String owner) {
        String note =
                """
                insert into cache_pending (blob, owner)
                select blob, ? from org_cache_path where cache = ?
                union all
                select r.blob, ? from cache_remote_path r join cache_upstream u on u.id = r.upstream
                where u.cache = ? and r.blob is not null
                on conflict do nothing returning blob
                """;
        return transactions.call(connection -> {
            var blobs = new ArrayList<String>();
            try (var insert = connection.prepareStatement(note)) {
                insert.setString(1, owner);
                insert.setObject(2, id);
                insert.setString(3, owner);
                insert.setObject(4, id);
                try (ResultSet rows = insert.executeQuery()) {
                    while (rows.next()) {
                        blobs.add(rows.getString(1));
                    }
                }
            }
            delete(connection, "delete from org_cache_root where cache = ?", id);
            delete(connection, "delete from org_cache_path where cache = ?", id);
            delete(connection, "delete from org_cache where id = ?", id);
            return blobs;
        });
    }

    private static void delete(Connection connection, String sql, UUID id) throws SQLException {
        try (var delete = connection.prepareStatement(sql)) {
            delete.setObject(1, id);
            delete.executeUpdate();
        }
    }

    private List<OrgCache> all(String sql, Object argument) {
        return transactions.call(connection -> {
            try (var query = connection.prepareStatement(sql)) {
                query.setObject(1, argument);
                try (ResultSet rows = query.executeQuery()) {
                    var found = new ArrayList<OrgCache>();
                    while (rows.next()) {
                        found.add(read(rows));
                    }
                    return found;
                }
            }
        });
    }

    private static OrgCache read(ResultSet row) throws SQLException {
        @Nullable Long retention = row.getObject("retention_seconds", Long.class);
        return new OrgCache(
                row.getObject("id", UUID.class),
                row.getObject("org_id", UUID.class),
                row.getString("name"),
                row.getBoolean("public_read"),
                row.getInt("priority"),
                row.getBoolean("mass_query"),
                Optional.ofNullable(retention).map(Duration::ofSeconds));
    }

    private static void settings(PreparedStatement statement, int from, OrgCache cache) throws SQLException {
        statement.setBoolean(from, cache.publicRead());
        statement.setInt(from + 1, cache.priority());
        statement.setBoolean(from + 2, cache.massQuery());
        if (cache.retention().isPresent()) {
            statement.setLong(from + 3, cache.retention().get().toSeconds());
        } else {
            statement.setNull(from + 3, Types.BIGINT);
        }
    }
}
