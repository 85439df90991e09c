package io.firn.cache;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a collection would delete now, and why: the same rule as the collector's, seen at one moment and without changing
 * anything.
 *
 * @param paths how many paths
 * @param largest some of them, the largest first
 * @param expiredRoots roots whose time is over
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Preview(long paths, long narBytes, long fileBytes, List<DeadPath> largest, List<String> expiredRoots) {
    private static final int SHOWN = 100;

    /**
     * A path that would go.
     *
     * @param cache the org's cache that it is in; without it, the installation's own
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record DeadPath(@Nullable UUID cache, String path, long fileBytes, Instant lastUsed, String why) {}

    /** Looks at all caches. */
    static Preview of(Transactions transactions, Duration keepUnrooted) {
        return transactions.call(connection -> {
            try (var statement = connection.createStatement()) {
                statement.execute("set transaction isolation level repeatable read, read only");
                statement.execute("set local work_mem = '64MB'");
            }
            var sum = new Preview(0, 0, 0, List.of(), expired(connection));
            sum = sum.with(connection, CacheTables.INSTALLATION, keepUnrooted);
            String sql = "select id, retention_seconds from org_cache where retention_seconds is not null";
            try (var query = connection.prepareStatement(sql);
                    ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    sum = sum.with(
                            connection,
                            CacheTables.of(rows.getObject(1, UUID.class)),
                            Duration.ofSeconds(rows.getLong(2)));
                }
            }
            return sum;
        });
    }

    private static List<String> expired(Connection connection) throws SQLException {
        String sql = "select name from cache_root where expires_at < now() order by name limit " + SHOWN;
        try (var query = connection.prepareStatement(sql)) {
            return Garbage.texts(query);
        }
    }

    private Preview with(Connection connection, CacheTables tables, Duration retention) throws SQLException {
        String sql =
                """
                with recursive reach (hash) as (
                    select r.path from %1$s r where %4$s and (r.expires_at is null or r.expires_at >= now())
                    union
                    select p.hash from %2$s p where %5$s
                    and greatest(p.created_at, p.used_at) >= now() - ? * interval '1 second'
                    union
                    select x.reference from %3$s x join reach on x.path = reach.hash where %6$s
                ), dead as (
                    select p.hash, p.name, p.nar_size, p.file_size, greatest(p.created_at, p.used_at) as used
                    from %2$s p where %5$s and not exists (select 1 from reach where reach.hash = p.hash)
                )
                select hash, name, file_size, used, count(*) over (), sum(nar_size) over (), sum(file_size) over ()
                from dead order by file_size desc, hash limit %7$d
                """
                        .formatted(
                                tables.roots(),
                                tables.paths(),
                                tables.references(),
                                tables.holds("r"),
                                tables.holds("p"),
                                tables.holds("x"),
                                SHOWN);
        try (var query = connection.prepareStatement(sql)) {
            query.setLong(1, retention.toSeconds());
            long[] sums = new long[3];
            var shown = new ArrayList<>(largest);
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    Instant used = row.getTimestamp(4).toInstant();
                    shown.add(new DeadPath(
                            tables.cache().orElse(null),
                            io.firn.nix.StorePath.STORE + "/" + row.getString(1) + "-" + row.getString(2),
                            row.getLong(3),
                            used,
                            "no root reaches it, and it was last used at " + used));
                    for (int n = 0; n < sums.length; n++) {
                        sums[n] = row.getLong(5 + n);
                    }
                }
            }
            return new Preview(
                    paths + sums[0],
                    narBytes + sums[1],
                    fileBytes + sums[2],
                    shown.stream()
                            .sorted(java.util.Comparator.comparingLong(DeadPath::fileBytes)
                                    .reversed())
                            .limit(SHOWN)
                            .toList(),
                    expiredRoots);
        }
    }

    /** One line for people. */
    public Optional<String> summary() {
        return paths == 0
                ? Optional.empty()
                : Optional.of(paths + " paths, " + Quotas.mebibytes(fileBytes) + " packed");
    }
}
