package io.firn.cache;

import io.firn.nix.PathInfo;
import io.firn.nix.StorePath;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/** Puts what was sent anew into the place of a path whose bytes are broken. */
final class Mending {
    private Mending() {}

    /**
     * Within a commit: where the path is there, but its bytes were found broken, it becomes what was sent now, with new
     * references and signatures to be attached; its old blob is left to the sweep. False where its bytes are sound.
     */
    static boolean mend(Connection connection, StoredPath fresh) throws SQLException {
        Optional<String> broken = broken(connection, fresh.info().path().hashPart());
        if (broken.isEmpty()) {
            return false;
        }
        update(connection, fresh);
        for (String table : new String[] {"cache_reference", "cache_signature"}) {
            try (var delete = connection.prepareStatement("delete from " + table + " where path = ?")) {
                delete.setString(1, fresh.info().path().hashPart());
                delete.executeUpdate();
            }
        }
        try (var delete = connection.prepareStatement("delete from cache_broken where blob = ?")) {
            delete.setString(1, broken.get());
            delete.executeUpdate();
        }
        // By an owner that is nobody and from long ago: the next sweep deletes it.
        try (var insert = connection.prepareStatement(
                "insert into cache_pending (blob, owner, created_at) values (?, 'broken', 'epoch') on conflict do nothing")) {
            insert.setString(1, broken.get());
            insert.executeUpdate();
        }
        return true;
    }

    private static Optional<String> broken(Connection connection, String hash) throws SQLException {
        try (var query = connection.prepareStatement(
                "select p.blob from cache_path p join cache_broken b on b.blob = p.blob where p.hash = ? for update of p")) {
            query.setString(1, hash);
            try (ResultSet row = query.executeQuery()) {
                return row.next() ? Optional.of(row.getString(1)) : Optional.empty();
            }
        }
    }

    private static void update(Connection connection, StoredPath fresh) throws SQLException {
        PathInfo info = fresh.info();
        try (var update = connection.prepareStatement(
                """
                update cache_path set nar_hash = ?, nar_size = ?, deriver = ?, ca = ?, blob = ?, file_hash = ?, file_size = ?
                where hash = ?
                """)) {
            update.setBytes(1, info.narHash().bytes());
            update.setLong(2, info.narSize());
            update.setString(3, info.deriver().map(StorePath::base).orElse(null));
            update.setString(4, info.ca().orElse(null));
            update.setString(5, fresh.blob());
            update.setBytes(6, fresh.file().hash().bytes());
            update.setLong(7, fresh.file().size());
            update.setString(8, info.path().hashPart());
            update.executeUpdate();
        }
    }
}
