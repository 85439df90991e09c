package io.firn.cache;

import io.firn.nix.StorePath;
import java.sql.ResultSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Names that keep paths, and the collection of what none of them reaches. */
final class Roots {
    private final Transactions transactions;
    private final Duration keepUnrooted;

    Roots(Transactions transactions, Duration keepUnrooted) {
        this.transactions = transactions;
        this.keepUnrooted = keepUnrooted;
    }

    /** False where the path is not valid. */
    boolean pin(String name, StorePath path) {
        String sql =
                """
                insert into cache_root (name, path) select ?, hash from cache_path where hash = ? and name = ?
                on conflict (name) do update set path = excluded.path
                """;
        return transactions.call(connection -> {
            try (var insert = connection.prepareStatement(sql)) {
                insert.setString(1, name);
                insert.setString(2, path.hashPart());
                insert.setString(3, path.name());
                return insert.executeUpdate() == 1;
            }
        });
    }

    void unpin(String name) {
        transactions.run(connection -> {
            try (var delete = connection.prepareStatement("delete from cache_root where name = ?")) {
                delete.setString(1, name);
                delete.executeUpdate();
            }
        });
    }

    /** Deletes the rows of paths that nothing keeps, and returns their blobs; young paths keep what they refer to. */
    List<String> collect() {
        String sql =
                """
                with recursive reach (hash) as (
                    select path from cache_root
                    union
                    select hash from cache_path where created_at > now() - ? * interval '1 second'
                    union
                    select r.reference from cache_reference r join reach on r.path = reach.hash
                )
                delete from cache_path p where not exists (select 1 from reach where reach.hash = p.hash) returning p.blob
                """;
        return transactions.call(connection -> {
            try (var lock = connection.prepareStatement("select pg_advisory_xact_lock(?)")) {
                lock.setLong(1, PathCommit.COLLECTION_LOCK);
                lock.execute();
            }
            try (var delete = connection.prepareStatement(sql)) {
                delete.setLong(1, keepUnrooted.toSeconds());
                try (ResultSet rows = delete.executeQuery()) {
                    var blobs = new ArrayList<String>();
                    while (rows.next()) {
                        blobs.add(rows.getString(1));
                    }
                    return blobs;
                }
            }
        });
    }
}
