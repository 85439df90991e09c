package io.firn.cache;

import java.sql.ResultSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Blobs that belong to no valid path yet. A row is written before its blob, so that every leftover can be found. */
final class PendingRows {
    private final Transactions transactions;

    PendingRows(Transactions transactions) {
        this.transactions = transactions;
    }

    void announce(String blob, String owner) {
        transactions.run(connection -> {
            try (var insert = connection.prepareStatement("insert into cache_pending (blob, owner) values (?, ?)")) {
                insert.setString(1, blob);
                insert.setString(2, owner);
                insert.executeUpdate();
            }
        });
    }

    void forget(Collection<String> blobs) {
        transactions.run(connection -> {
            try (var delete = connection.prepareStatement("delete from cache_pending where blob = any (?)")) {
                delete.setArray(1, connection.createArrayOf("text", blobs.toArray()));
                delete.executeUpdate();
            }
        });
    }

    /** Blobs that an owner's earlier life left, and anybody's that are older than the age. */
    List<String> leftOver(String owner, Duration age) {
        String sql = "select blob from cache_pending where owner = ? or created_at < now() - ? * interval '1 second'";
        return transactions.call(connection -> {
            try (var query = connection.prepareStatement(sql)) {
                query.setString(1, owner);
                query.setLong(2, age.toSeconds());
                try (ResultSet rows = query.executeQuery()) {
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
