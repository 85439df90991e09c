package io.firn.cache;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;

/** Blobs that belong to nothing any more: noted in the transaction that makes them so, forgotten when they are deleted. */
final class DeadBlobs {
    /** Who owns them, among the pending ones. */
    static final String OWNER = "collection";

    /** Some that are to be deleted. One that a path owns all the same is spared: bytes of valid paths are never deleted. */
    List<String> some(Connection connection, int limit) throws SQLException {
        String sql =
                """
                select d.blob from cache_pending d where d.owner = ?
                and not exists (select 1 from cache_path p where p.blob = d.blob)
                and not exists (select 1 from org_cache_path p where p.blob = d.blob)
                and not exists (select 1 from cache_remote_path p where p.blob = d.blob)
                limit ?
                """;
        try (var query = connection.prepareStatement(sql)) {
            query.setString(1, OWNER);
            query.setInt(2, limit);
            return Garbage.texts(query);
        }
    }

    /** Forgets those that were deleted. */
    void forget(Connection connection, Collection<String> blobs) throws SQLException {
        var keys = connection.createArrayOf("text", blobs.toArray());
        try (var delete = connection.prepareStatement("delete from cache_pending where blob = any (?) and owner = ?");
                var broken = connection.prepareStatement("delete from cache_broken where blob = any (?)")) {
            delete.setArray(1, keys);
            delete.setString(2, OWNER);
            delete.executeUpdate();
            broken.setArray(1, keys);
            broken.executeUpdate();
        }
    }

    /** Gives up uploads that nobody will finish, and copies of upstreams' paths that nobody asks for; returns how many. */
    int abandon(Connection connection, Duration uploads, Duration remote) throws SQLException {
        String unfinished =
                "update cache_pending set owner = ? where owner <> ? and created_at < now() - ? * interval '1 second'";
        String copies =
                """
                with old as (
                    select upstream, hash, blob from cache_remote_path
                    where blob is not null and used_at < now() - ? * interval '1 second' for update
                ), gone as (
                    update cache_remote_path r set blob = null, file_hash = null, file_size = null
                    from old where r.upstream = old.upstream and r.hash = old.hash
                )
                insert into cache_pending (blob, owner) select blob, ? from old on conflict (blob) do nothing
                """;
        try (var first = connection.prepareStatement(unfinished);
                var second = connection.prepareStatement(copies)) {
            first.setString(1, OWNER);
            first.setString(2, OWNER);
            first.setLong(3, uploads.toSeconds());
            second.setLong(1, remote.toSeconds());
            second.setString(2, OWNER);
            return first.executeUpdate() + second.executeUpdate();
        }
    }
}
