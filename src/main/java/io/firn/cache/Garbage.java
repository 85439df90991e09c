package io.firn.cache;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * The SQL of a collection. The rule: a path goes when no root names it, no other path refers to it, and nobody used it for a
 * while; then what it referred to may go. So what a new commit or a new root needs is never taken from under it, whatever was
 * read before: each deletion looks for itself, and the foreign keys stand behind it.
 */
final class Garbage {
    private final CacheTables tables;
    private final Duration retention;

    /** The garbage of one cache, of which a path without a root is kept for so long. */
    Garbage(CacheTables tables, Duration retention) {
        this.tables = tables;
        this.retention = retention;
    }

    /** Holds for a path {@code p} that may go; asks for the retention in seconds. */
    private String dead() {
        return """
               greatest(p.created_at, p.used_at) < now() - ? * interval '1 second'
               and not exists (select 1 from %s r where r.path = p.hash and %s)
               and not exists (select 1 from %s x where x.reference = p.hash and x.path <> p.hash and %s)
               """
                .formatted(tables.roots(), tables.holds("r"), tables.references(), tables.holds("x"));
    }

    /**
     * What one look found.
     *
     * @param dead hashes of paths that may go
     * @param last where the next look begins; empty at the end
     */
    record Look(List<String> dead, Optional<String> last) {}

    /** Looks at the next so many paths. */
    Look look(Connection connection, String after, int window) throws SQLException {
        String sql =
                """
                with p as (
                    select p.hash, p.created_at, p.used_at from %s p where p.hash > ? and %s order by p.hash limit ?
                )
                select p.hash, %s as dead from p order by p.hash
                """
                        .formatted(tables.paths(), tables.holds("p"), dead());
        try (PreparedStatement query = connection.prepareStatement(sql)) {
            query.setString(1, after);
            query.setInt(2, window);
            query.setLong(3, retention.toSeconds());
            var dead = new ArrayList<String>();
            String last = null;
            int seen = 0;
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    seen++;
                    last = rows.getString(1);
                    if (rows.getBoolean(2)) {
                        dead.add(last);
                    }
                }
            }
            return new Look(dead, seen < window ? Optional.empty() : Optional.ofNullable(last));
        }
    }

    /**
     * What one deletion did.
     *
     * @param next what the deleted paths referred to: it may be dead now
     */
    record Unlinked(long paths, long narBytes, long fileBytes, List<String> next) {}

    /** Deletes those of the paths that are dead, and notes their blobs. The caller's transaction is short. */
    Unlinked unlink(Connection connection, Collection<String> hashes) throws SQLException {
        lockAlone(connection);
        String[] wanted = hashes.toArray(String[]::new);
        String sql =
                """
                with dead as (
                    delete from %1$s p where p.hash = any (?) and %2$s and %3$s
                    returning p.hash, p.blob, p.nar_size, p.file_size
                ), noted as (
                    insert into cache_pending (blob, owner) select blob, ? from dead on conflict (blob) do nothing
                )
                select count(*), coalesce(sum(nar_size), 0), coalesce(sum(file_size), 0),
                       array(select distinct x.reference from dead join %4$s x on x.path = dead.hash
                             where x.reference <> x.path and %5$s)
                from dead
                """
                        .formatted(tables.paths(), tables.holds("p"), dead(), tables.references(), tables.holds("x"));
        try (PreparedStatement delete = connection.prepareStatement(sql)) {
            delete.setArray(1, connection.createArrayOf("text", wanted));
            delete.setLong(2, retention.toSeconds());
            delete.setString(3, DeadBlobs.OWNER);
            try (ResultSet sums = delete.executeQuery()) {
                sums.next();
                List<String> next = List.of((String[]) sums.getArray(4).getArray());
                return new Unlinked(sums.getLong(1), sums.getLong(2), sums.getLong(3), next);
            }
        }
    }

    /** Commits and pins share this lock: while paths are deleted nobody comes to count on one of them. */
    static void lockAlone(Connection connection) throws SQLException {
        try (var lock = connection.prepareStatement("select pg_advisory_xact_lock(?)")) {
            lock.setLong(1, PathCommit.COLLECTION_LOCK);
            lock.execute();
        }
    }

    static List<String> texts(PreparedStatement query) throws SQLException {
        try (ResultSet rows = query.executeQuery()) {
            var found = new ArrayList<String>();
            while (rows.next()) {
                found.add(rows.getString(1));
            }
            return found;
        }
    }
}
