package io.firn.cache;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Puts right what a check found. */
final class CacheRepair {
    private final Transactions transactions;
    private final BlobStore blobs;
    private final DeadBlobs dead = new DeadBlobs();

    CacheRepair(Transactions transactions, BlobStore blobs) {
        this.transactions = transactions;
        this.blobs = blobs;
    }

    /** Deletes a blob that nothing owns; noted before, so that a crash leaves nothing unknown. */
    void drop(String key) {
        boolean noted = transactions.call(connection -> {
            if (CacheCheck.unowned(connection, List.of(key)).isEmpty()) {
                return false;
            }
            try (var insert = connection.prepareStatement("insert into cache_pending (blob, owner) values (?, ?)")) {
                insert.setString(1, key);
                insert.setString(2, DeadBlobs.OWNER);
                insert.executeUpdate();
            }
            return true;
        });
        if (noted) {
            blobs.delete(key);
            transactions.run(connection -> dead.forget(connection, List.of(key)));
        }
    }

    /**
     * Makes a path invalid, with all that refers to it and the roots that named any of these: a closure with a hole must not be
     * served. Returns the names of those roots.
     */
    List<String> invalidate(CacheTables tables, String hash) {
        return transactions.call(connection -> {
            Garbage.lockAlone(connection);
            String[] broken = upwards(connection, tables, hash);
            List<String> names = new ArrayList<>();
            String roots = "delete from " + tables.roots() + " r where r.path = any (?) and " + tables.holds("r")
                    + " returning r.name";
            try (var delete = connection.prepareStatement(roots)) {
                delete.setArray(1, connection.createArrayOf("text", broken));
                names.addAll(Garbage.texts(delete));
            }
            String paths =
                    """
                    with gone as (delete from %s p where p.hash = any (?) and %s returning p.blob)
                    insert into cache_pending (blob, owner) select blob, ? from gone on conflict (blob) do nothing
                    """
                            .formatted(tables.paths(), tables.holds("p"));
            try (var delete = connection.prepareStatement(paths)) {
                delete.setArray(1, connection.createArrayOf("text", broken));
                delete.setString(2, DeadBlobs.OWNER);
                delete.executeUpdate();
            }
            return names;
        });
    }

    private static String[] upwards(Connection connection, CacheTables tables, String hash) throws SQLException {
        String sql =
                """
                with recursive up (hash) as (
                    select ?::text union select x.path from %s x join up on x.reference = up.hash where %s
                )
                select hash from up
                """
                        .formatted(tables.references(), tables.holds("x"));
        try (var query = connection.prepareStatement(sql)) {
            query.setString(1, hash);
            try (ResultSet rows = query.executeQuery()) {
                var found = new ArrayList<String>();
                while (rows.next()) {
                    found.add(rows.getString(1));
                }
                return found.toArray(String[]::new);
            }
        }
    }
}
