package io.firn.cache;

import io.firn.nix.ContentAddress.Algorithm;
import io.firn.nix.NarDigest;
import io.firn.nix.NarHash;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/** Blobs that belong to no valid path yet. A row is written before its blob, so that every leftover can be found. */
final class PendingRows {
    private final Transactions transactions;

    PendingRows(Transactions transactions) {
        this.transactions = transactions;
    }

    void announce(Collection<String> blobs, String owner) {
        transactions.run(connection -> {
            try (var insert = connection.prepareStatement(
                    "insert into cache_pending (blob, owner) select unnest(?::text[]), ?")) {
                insert.setArray(1, connection.createArrayOf("text", blobs.toArray()));
                insert.setString(2, owner);
                insert.executeUpdate();
            }
        });
    }

    /** Notes a NAR that a client is about to put; the newest under a name counts. */
    void announcePut(String blob, String owner, UUID orgId, String putName) {
        String sql = "insert into cache_pending (blob, owner, org_id, put_name) values (?, ?, ?, ?)";
        transactions.run(connection -> {
            try (var insert = connection.prepareStatement(sql)) {
                insert.setString(1, blob);
                insert.setString(2, owner);
                insert.setObject(3, orgId);
                insert.setString(4, putName);
                insert.executeUpdate();
            }
        });
    }

    /** Writes down what was put, now that all of it is there. */
    void complete(PutNar put) {
        String sql =
                """
                update cache_pending set nar_hash = ?, nar_size = ?, file_hash = ?, file_size = ?, flat_hash = ?
                where blob = ?
                """;
        transactions.run(connection -> {
            try (var update = connection.prepareStatement(sql)) {
                update.setBytes(1, put.nar().hash().bytes());
                update.setLong(2, put.nar().size());
                update.setBytes(3, put.file().hash().bytes());
                update.setLong(4, put.file().size());
                update.setString(5, flat(put.flat()));
                update.setString(6, put.blob());
                update.executeUpdate();
            }
        });
    }

    /** The NAR that an org has put under a name, once it is there whole. */
    Optional<PutNar> findPut(UUID orgId, String putName) {
        String sql =
                """
                select blob, nar_hash, nar_size, file_hash, file_size, flat_hash from cache_pending
                where org_id = ? and put_name = ? and nar_hash is not null and owner <> 'collection'
                order by created_at desc limit 1
                """;
        return transactions.call(connection -> {
            try (var query = connection.prepareStatement(sql)) {
                query.setObject(1, orgId);
                query.setString(2, putName);
                try (ResultSet row = query.executeQuery()) {
                    return row.next() ? Optional.of(put(row)) : Optional.empty();
                }
            }
        });
    }

    /** The blob that was announced last under a name and of which nothing is known yet. */
    Optional<String> findAnnounced(UUID orgId, String putName) {
        String sql =
                """
                select blob from cache_pending
                where org_id = ? and put_name = ? and nar_hash is null and owner <> 'collection'
                order by created_at desc limit 1
                """;
        return transactions.call(connection -> {
            try (var query = connection.prepareStatement(sql)) {
                query.setObject(1, orgId);
                query.setString(2, putName);
                try (ResultSet row = query.executeQuery()) {
                    return row.next() ? Optional.of(row.getString(1)) : Optional.empty();
                }
            }
        });
    }

    private static PutNar put(ResultSet row) throws SQLException {
        return new PutNar(
                row.getString("blob"),
                new NarDigest(new NarHash(row.getBytes("nar_hash")), row.getLong("nar_size")),
                new NarDigest(new NarHash(row.getBytes("file_hash")), row.getLong("file_size")),
                flat(row.getString("flat_hash")));
    }

    /** {@code sha1:00… sha256:00…}. */
    private static String flat(Map<Algorithm, String> hashes) {
        return hashes.entrySet().stream()
                .map(entry -> entry.getKey().label() + ":" + entry.getValue())
                .sorted()
                .collect(Collectors.joining(" "));
    }

    private static Map<Algorithm, String> flat(String text) {
        Map<Algorithm, String> hashes = new EnumMap<>(Algorithm.class);
        for (String one : text.split(" ", -1)) {
            int colon = one.indexOf(':');
            if (colon > 0) {
                hashes.put(Algorithm.parse(one.substring(0, colon)), one.substring(colon + 1));
            }
        }
        return hashes;
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
        String sql =
                "select blob from cache_pending where (owner = ? and put_name is null) or created_at < now() - ? * interval '1 second'";
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
