package io.firn.cache;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What takes the room, as one org sees it: packed bytes by app and by root, own ones (nothing else reaches them) and shared
 * ones.
 *
 * @param maxBytes the org's limit, where there is one
 * @param percent of the limit
 * @param mark OK, WARNING from 80 %, CRITICAL from 90 %, FULL from 100 %: then nothing more is taken in
 * @param caches the org's own caches
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record UsageReport(
        UUID orgId,
        long paths,
        long bytes,
        @Nullable Long maxBytes,
        int percent,
        Mark mark,
        List<Part> apps,
        List<Part> roots,
        List<Part> caches) {
    private static final int ROOTS = 500;

    /** How near the limit is. */
    public enum Mark {
        /** Below 80 %, or no limit. */
        OK,
        /** From 80 %. */
        WARNING,
        /** From 90 %. */
        CRITICAL,
        /** Nothing more is taken in. */
        FULL;

        static Mark of(int percent) {
            if (percent >= 100) {
                return FULL;
            }
            return percent >= Quotas.CRITICAL_PERCENT ? CRITICAL : percent >= Quotas.WARNING_PERCENT ? WARNING : OK;
        }
    }

    /**
     * One app, root or cache.
     *
     * @param name of a root or a cache; empty for an app
     * @param ownBytes bytes that would be free without it
     * @param sharedBytes bytes that something else keeps too
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Part(@Nullable String name, @Nullable UUID appId, long paths, long ownBytes, long sharedBytes) {}

    static UsageReport of(Transactions transactions, Quotas.Standing standing) {
        UUID org = standing.orgId();
        return new UsageReport(
                org,
                standing.paths(),
                standing.bytes(),
                standing.maxBytes().isPresent() ? standing.maxBytes().getAsLong() : null,
                standing.percent(),
                Mark.of(standing.percent()),
                parts(transactions, "k.org_id = ? and k.app_id is not null", false, org),
                parts(transactions, "k.org_id = ?", true, org),
                caches(transactions, org));
    }

    /** All roots are looked at, for what is shared with another org's is shared too; only the org's own are shown. */
    private static List<Part> parts(Transactions transactions, String shown, boolean byRoot, UUID org) {
        String holder = byRoot ? "name" : "coalesce(app_id::text, name)";
        String sql =
                """
                with recursive k as (
                    select %1$s as holder, name, org_id, app_id, path from cache_root
                    where expires_at is null or expires_at >= now()
                ), reach (holder, hash) as (
                    select holder, path from k
                    union
                    select reach.holder, r.reference from cache_reference r join reach on r.path = reach.hash
                ), held as (
                    select hash, count(*) as holders from reach group by hash
                ), mine as (
                    select distinct k.holder, k.app_id, %2$s as shown from k where %3$s
                )
                select mine.shown, mine.app_id, count(*),
                       coalesce(sum(p.file_size) filter (where held.holders = 1), 0),
                       coalesce(sum(p.file_size) filter (where held.holders > 1), 0)
                from mine join reach using (holder) join held using (hash) join cache_path p using (hash)
                group by mine.shown, mine.app_id order by 4 desc, 1 limit %4$d
                """
                        .formatted(holder, byRoot ? "k.name" : "null::text", shown, ROOTS);
        return transactions.call(connection -> {
            try (var query = connection.prepareStatement(sql)) {
                query.setObject(1, org);
                return read(query.executeQuery());
            }
        });
    }

    private static List<Part> caches(Transactions transactions, UUID org) {
        String sql =
                """
                select c.name, null::uuid, count(p.hash), coalesce(sum(p.file_size), 0), 0::bigint
                from org_cache c left join org_cache_path p on p.cache = c.id where c.org_id = ?
                group by c.name order by c.name
                """;
        return transactions.call(connection -> {
            try (var query = connection.prepareStatement(sql)) {
                query.setObject(1, org);
                return read(query.executeQuery());
            }
        });
    }

    private static List<Part> read(ResultSet rows) throws java.sql.SQLException {
        try (rows) {
            var found = new ArrayList<Part>();
            while (rows.next()) {
                found.add(new Part(
                        Optional.ofNullable(rows.getString(1)).orElse(null),
                        rows.getObject(2, UUID.class),
                        rows.getLong(3),
                        rows.getLong(4),
                        rows.getLong(5)));
            }
            return found;
        }
    }
}
