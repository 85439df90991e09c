package io.firn.cache;

import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * How much each org may keep in the cache, and how much it keeps: the packed bytes of all that its roots reach, whoever else
 * keeps it too, and of all in its own caches. Counting takes time, so it is done in the background, and what comes in between is added as it comes.
 */
@Singleton
public final class Quotas {
    /** From here on an org is warned. */
    public static final int WARNING_PERCENT = 80;

    /** From here on it is told that little is left. */
    public static final int CRITICAL_PERCENT = 90;

    private final Transactions transactions;
    private final OptionalLong byDefault;

    Quotas(DataSource database, CollectionSettings settings) {
        this.transactions = new Transactions(database);
        this.byDefault = settings.quota();
    }

    /**
     * What an org keeps and may keep.
     *
     * @param maxBytes empty where there is no limit
     */
    public record Standing(UUID orgId, long paths, long bytes, OptionalLong maxBytes) {
        /** Of the limit; 0 where there is none. */
        public int percent() {
            if (maxBytes.isEmpty()) {
                return 0;
            }
            return maxBytes.getAsLong() == 0
                    ? 100
                    : (int) Math.min(Integer.MAX_VALUE, bytes * 100.0 / maxBytes.getAsLong());
        }
    }

    /** How an org stands, as it was last counted. */
    public Standing standing(UUID orgId) {
        String sql =
                """
                select coalesce(u.paths, 0), coalesce(u.bytes, 0), q.max_bytes
                from (select ?::uuid as org_id) o
                left join cache_usage u using (org_id) left join cache_quota q using (org_id)
                """;
        return transactions.call(connection -> {
            try (var query = connection.prepareStatement(sql)) {
                query.setObject(1, orgId);
                try (ResultSet row = query.executeQuery()) {
                    row.next();
                    long max = row.getLong(3);
                    OptionalLong limit = row.wasNull() ? byDefault : OptionalLong.of(max);
                    return new Standing(orgId, row.getLong(1), row.getLong(2), limit);
                }
            }
        });
    }

    /** Lets so many more bytes in, or refuses with {@code NO_CAPACITY} and what to do. Asked before bytes are taken in. */
    public void require(UUID orgId, long more) {
        Standing now = standing(orgId);
        if (now.percent() >= 100
                || (now.maxBytes().isPresent()
                        && now.bytes() + more > now.maxBytes().getAsLong())) {
            throw Fault.of(
                    FaultCode.NO_CAPACITY,
                    "Could not take more into the cache: the org keeps " + mebibytes(now.bytes()) + " of "
                            + mebibytes(now.maxBytes().orElse(0)) + " there"
                            + (more > 0 ? ", and " + mebibytes(more) + " more were to come." : "."),
                    "See what takes the room with 'firn cache usage', give up pins with 'firn cache unpin' or old apps, or ask"
                            + " an admin for a larger quota.");
        }
    }

    /** So much came in since the last count. */
    public void add(UUID orgId, long paths, long bytes) {
        String sql =
                """
                insert into cache_usage (org_id, paths, bytes, stale, counted_at) values (?, ?, ?, true, now())
                on conflict (org_id) do update
                set paths = cache_usage.paths + excluded.paths, bytes = cache_usage.bytes + excluded.bytes, stale = true
                """;
        transactions.run(connection -> {
            try (var update = connection.prepareStatement(sql)) {
                update.setObject(1, orgId);
                update.setLong(2, paths);
                update.setLong(3, bytes);
                update.executeUpdate();
            }
        });
    }

    /** Sets an org's limit; empty takes it away, so that the default holds. */
    public void limit(UUID orgId, OptionalLong maxBytes) {
        transactions.run(connection -> {
            if (maxBytes.isEmpty()) {
                try (var delete = connection.prepareStatement("delete from cache_quota where org_id = ?")) {
                    delete.setObject(1, orgId);
                    delete.executeUpdate();
                }
                return;
            }
            String sql =
                    """
                    insert into cache_quota (org_id, max_bytes) values (?, ?)
                    on conflict (org_id) do update set max_bytes = excluded.max_bytes
                    """;
            try (var insert = connection.prepareStatement(sql)) {
                insert.setObject(1, orgId);
                insert.setLong(2, maxBytes.getAsLong());
                insert.executeUpdate();
            }
        });
    }

    /** Something changed that an org keeps: it is counted anew soon. */
    static void stale(Connection connection, UUID orgId) throws SQLException {
        String sql =
                """
                insert into cache_usage (org_id, paths, bytes, stale, counted_at) values (?, 0, 0, true, now())
                on conflict (org_id) do update set stale = true
                """;
        try (var update = connection.prepareStatement(sql)) {
            update.setObject(1, orgId);
            update.executeUpdate();
        }
    }

    /** Counts anew what orgs keep where that changed. */
    void countStale() {
        for (UUID org : staleOrgs()) {
            count(org);
        }
    }

    private List<UUID> staleOrgs() {
        return transactions.call(connection -> {
            try (var query = connection.prepareStatement("select org_id from cache_usage where stale order by org_id");
                    ResultSet rows = query.executeQuery()) {
                var found = new ArrayList<UUID>();
                while (rows.next()) {
                    found.add(rows.getObject(1, UUID.class));
                }
                return found;
            }
        });
    }

    /** The mark goes first: what changes while it is counted is counted again. */
    private void count(UUID org) {
        transactions.run(connection -> {
            try (var update = connection.prepareStatement("update cache_usage set stale = false where org_id = ?")) {
                update.setObject(1, org);
                update.executeUpdate();
            }
        });
        String sql =
                """
                with recursive reach (hash) as (
                    select path from cache_root where org_id = ?
                    union
                    select r.reference from cache_reference r join reach on r.path = reach.hash
                )
                update cache_usage set counted_at = now(), (paths, bytes) = (
                    select count(*), coalesce(sum(k.file_size), 0) from (
                        select p.file_size from reach join cache_path p using (hash)
                        union all
                        select p.file_size from org_cache c join org_cache_path p on p.cache = c.id where c.org_id = ?
                    ) k)
                where org_id = ?
                """;
        transactions.run(connection -> {
            try (var update = connection.prepareStatement(sql)) {
                update.setObject(1, org);
                update.setObject(2, org);
                update.setObject(3, org);
                update.executeUpdate();
            }
        });
    }

    static String mebibytes(long bytes) {
        return String.format(java.util.Locale.ROOT, "%.1f MiB", bytes / 1048576.0);
    }
}
