package io.firn.cache;

import io.firn.nix.StorePath;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Names that keep paths. */
final class Roots {
    /** A root as it stands. */
    record Kept(
            String name,
            StorePath path,
            @Nullable UUID orgId,
            @Nullable UUID appId,
            Instant createdAt,
            @Nullable Instant expiresAt) {}

    private static final String COLUMNS =
            """
            select r.name, p.hash, p.name as path_name, r.org_id, r.app_id, r.created_at, r.expires_at
            from cache_root r join cache_path p on p.hash = r.path
            """;

    private final Transactions transactions;

    Roots(Transactions transactions) {
        this.transactions = transactions;
    }

    /** False where the path is not valid. Under the commits' lock: what is pinned now is not collected in the same moment. */
    boolean pin(Root root, StorePath path) {
        String sql =
                """
                insert into cache_root (name, path, org_id, app_id, expires_at)
                select ?, hash, ?, ?, now() + ? * interval '1 second' from cache_path where hash = ? and name = ?
                on conflict (name) do update
                set path = excluded.path, org_id = excluded.org_id, app_id = excluded.app_id,
                    expires_at = excluded.expires_at
                """;
        return transactions.call(connection -> {
            PathCommit.lockShared(connection);
            try (var insert = connection.prepareStatement(sql)) {
                insert.setString(1, root.name());
                insert.setObject(2, root.orgId().orElse(null), java.sql.Types.OTHER);
                insert.setObject(3, root.appId().orElse(null), java.sql.Types.OTHER);
                insert.setObject(
                        4, root.keep().map(time -> (double) time.toSeconds()).orElse(null), java.sql.Types.DOUBLE);
                insert.setString(5, path.hashPart());
                insert.setString(6, path.name());
                boolean pinned = insert.executeUpdate() == 1;
                if (pinned && root.orgId().isPresent()) {
                    Quotas.stale(connection, root.orgId().get());
                }
                return pinned;
            }
        });
    }

    /** Whether there was such a root. */
    boolean unpin(String name) {
        return transactions.call(connection -> {
            try (var delete = connection.prepareStatement("delete from cache_root where name = ? returning org_id")) {
                delete.setString(1, name);
                try (ResultSet gone = delete.executeQuery()) {
                    boolean found = gone.next();
                    UUID org = found ? gone.getObject(1, UUID.class) : null;
                    if (org != null) {
                        Quotas.stale(connection, org);
                    }
                    return found;
                }
            }
        });
    }

    Optional<Kept> find(String name) {
        return list(COLUMNS + "where r.name = ?", name).stream().findFirst();
    }

    /** An org's roots and the installation's own, by name. */
    List<Kept> visibleTo(UUID orgId, String after, int limit) {
        return list(
                COLUMNS + "where (r.org_id = ? or r.org_id is null) and r.name > ? order by r.name limit ?",
                orgId,
                after,
                limit);
    }

    List<Kept> of(List<String> hashes) {
        return list(COLUMNS + "where r.path = any (?) order by r.created_at, r.name", (Object)
                hashes.toArray(String[]::new));
    }

    private List<Kept> list(String sql, Object... arguments) {
        return transactions.call(connection -> {
            try (var query = connection.prepareStatement(sql)) {
                for (int n = 0; n < arguments.length; n++) {
                    query.setObject(
                            n + 1,
                            arguments[n] instanceof String[] texts
                                    ? connection.createArrayOf("text", texts)
                                    : arguments[n]);
                }
                try (ResultSet rows = query.executeQuery()) {
                    var found = new ArrayList<Kept>();
                    while (rows.next()) {
                        found.add(read(rows));
                    }
                    return found;
                }
            }
        });
    }

    private static Kept read(ResultSet row) throws SQLException {
        return new Kept(
                row.getString("name"),
                new StorePath(row.getString("hash"), row.getString("path_name")),
                row.getObject("org_id", UUID.class),
                row.getObject("app_id", UUID.class),
                row.getTimestamp("created_at").toInstant(),
                instant(row.getTimestamp("expires_at")));
    }

    private static @Nullable Instant instant(@Nullable Timestamp time) {
        return time == null ? null : time.toInstant();
    }

    /** Deletes roots whose time is over; returns how many. */
    static int expire(Connection connection) throws SQLException {
        String sql =
                """
                with gone as (delete from cache_root where expires_at < now() returning org_id),
                stale as (update cache_usage set stale = true where org_id in (select org_id from gone) returning 1),
                gone_of_orgs as (delete from org_cache_root where expires_at < now() returning 1)
                select (select count(*) from gone) + (select count(*) from gone_of_orgs)
                """;
        try (var delete = connection.prepareStatement(sql);
                ResultSet count = delete.executeQuery()) {
            count.next();
            return count.getInt(1);
        }
    }
}
