package io.firn.cache;

import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import io.firn.nix.PathInfo;
import io.firn.nix.StorePath;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/** Makes paths valid in an org's cache, all of them or none: the one place where its rows are written. */
final class OrgCommit {
    private final Transactions transactions;
    private final UUID cache;

    OrgCommit(Transactions transactions, UUID cache) {
        this.transactions = transactions;
        this.cache = cache;
    }

    Set<String> commit(Collection<StoredPath> paths) {
        // One order for all, so that two commits of the same paths wait for each other instead of locking up.
        List<StoredPath> sorted = paths.stream()
                .sorted(Comparator.comparing(path -> path.info().path()))
                .toList();
        return transactions.call(connection -> {
            PathCommit.lockShared(connection);
            Set<String> unneeded = new HashSet<>();
            for (StoredPath stored : sorted) {
                if (!insert(connection, stored)) {
                    unneeded.add(stored.blob());
                }
            }
            requireReferences(connection, sorted);
            for (StoredPath stored : sorted) {
                if (!unneeded.contains(stored.blob())) {
                    attach(connection, stored);
                }
            }
            PathCommit.forget(connection, sorted, unneeded);
            return unneeded;
        });
    }

    private boolean insert(Connection connection, StoredPath stored) throws SQLException {
        String sql =
                """
                insert into org_cache_path (cache, hash, name, nar_hash, nar_size, deriver, ca, blob, file_hash, file_size)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict (cache, hash) do nothing
                """;
        PathInfo info = stored.info();
        try (var insert = connection.prepareStatement(sql)) {
            insert.setObject(1, cache);
            insert.setString(2, info.path().hashPart());
            insert.setString(3, info.path().name());
            insert.setBytes(4, info.narHash().bytes());
            insert.setLong(5, info.narSize());
            insert.setString(6, info.deriver().map(StorePath::base).orElse(null));
            insert.setString(7, info.ca().orElse(null));
            insert.setString(8, stored.blob());
            insert.setBytes(9, stored.file().hash().bytes());
            insert.setLong(10, stored.file().size());
            return insert.executeUpdate() == 1;
        }
    }

    private void attach(Connection connection, StoredPath stored) throws SQLException {
        String hash = stored.info().path().hashPart();
        try (var insert = connection.prepareStatement(
                "insert into org_cache_reference (cache, path, reference) values (?, ?, ?)")) {
            for (StorePath reference : stored.info().references()) {
                insert.setObject(1, cache);
                insert.setString(2, hash);
                insert.setString(3, reference.hashPart());
                insert.addBatch();
            }
            insert.executeBatch();
        }
        try (var insert = connection.prepareStatement(
                "insert into org_cache_signature (cache, path, signature) values (?, ?, ?) on conflict do nothing")) {
            for (String signature : stored.signatures()) {
                insert.setObject(1, cache);
                insert.setString(2, hash);
                insert.setString(3, signature);
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    /** A reference is a whole path: the same hash part under another name is not what is meant. */
    private void requireReferences(Connection connection, List<StoredPath> paths) throws SQLException {
        Set<StorePath> wanted = new TreeSet<>();
        paths.forEach(path -> wanted.addAll(path.info().references()));
        try (var query = connection.prepareStatement(
                "select hash, name from org_cache_path where cache = ? and hash = any (?)")) {
            query.setObject(1, cache);
            query.setArray(
                    2,
                    connection.createArrayOf(
                            "text", wanted.stream().map(StorePath::hashPart).toArray()));
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    wanted.remove(new StorePath(rows.getString(1), rows.getString(2)));
                }
            }
        }
        if (!wanted.isEmpty()) {
            throw Fault.of(
                    FaultCode.CONFLICT,
                    "Could not take a path into the cache: it refers to '"
                            + wanted.iterator().next() + "', which the cache does not have.",
                    "Send that path first; nix copy does so by itself.");
        }
    }
}
