package io.firn.cache;

import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import io.firn.nix.PathInfo;
import io.firn.nix.StorePath;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Makes paths valid, all of them or none: the one place where rows of valid paths are written. */
final class PathCommit {
    /** Commits share this lock; collecting garbage takes it alone, so that no reference vanishes between look and insert. */
    static final long COLLECTION_LOCK = 0x6669726e_6763L;

    private final Transactions transactions;

    PathCommit(Transactions transactions) {
        this.transactions = transactions;
    }

    /**
     * Makes the paths valid. Each reference must be valid or among them.
     *
     * @return blobs that are not needed, because another commit made the same path valid first
     */
    Set<String> commit(Collection<StoredPath> paths) {
        // One order for all, so that two commits of the same paths wait for each other instead of locking up.
        List<StoredPath> sorted = paths.stream()
                .sorted(Comparator.comparing(path -> path.info().path()))
                .toList();
        return transactions.call(connection -> {
            lockShared(connection);
            Set<String> unneeded = insert(connection, sorted);
            requireReferences(connection, sorted);
            forget(connection, sorted, unneeded);
            return unneeded;
        });
    }

    static void lockShared(Connection connection) throws SQLException {
        try (var lock = connection.prepareStatement("select pg_advisory_xact_lock_shared(?)")) {
            lock.setLong(1, COLLECTION_LOCK);
            lock.execute();
        }
    }

    private static Set<String> insert(Connection connection, List<StoredPath> paths) throws SQLException {
        Set<String> unneeded = new HashSet<>();
        String sql =
                """
                insert into cache_path (hash, name, nar_hash, nar_size, deriver, ca, blob, file_hash, file_size)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict (hash) do nothing
                """;
        try (PreparedStatement insert = connection.prepareStatement(sql)) {
            for (StoredPath stored : paths) {
                PathInfo info = stored.info();
                insert.setString(1, info.path().hashPart());
                insert.setString(2, info.path().name());
                insert.setBytes(3, info.narHash().bytes());
                insert.setLong(4, info.narSize());
                insert.setString(5, info.deriver().map(StorePath::base).orElse(null));
                insert.setString(6, info.ca().orElse(null));
                insert.setString(7, stored.blob());
                insert.setBytes(8, stored.file().hash().bytes());
                insert.setLong(9, stored.file().size());
                if (insert.executeUpdate() == 0 && !Mending.mend(connection, stored)) {
                    unneeded.add(stored.blob());
                }
            }
        }
        attach(
                connection,
                paths.stream()
                        .filter(stored -> !unneeded.contains(stored.blob()))
                        .toList());
        return unneeded;
    }

    private static void attach(Connection connection, List<StoredPath> paths) throws SQLException {
        try (var references =
                        connection.prepareStatement("insert into cache_reference (path, reference) values (?, ?)");
                var signatures =
                        connection.prepareStatement("insert into cache_signature (path, signature) values (?, ?)")) {
            for (StoredPath stored : paths) {
                String hash = stored.info().path().hashPart();
                for (StorePath reference : stored.info().references()) {
                    references.setString(1, hash);
                    references.setString(2, reference.hashPart());
                    references.addBatch();
                }
                for (String signature : stored.signatures()) {
                    signatures.setString(1, hash);
                    signatures.setString(2, signature);
                    signatures.addBatch();
                }
            }
            references.executeBatch();
            signatures.executeBatch();
        }
    }

    /** The database would refuse too, at the commit; this tells which path is missing. */
    private static void requireReferences(Connection connection, List<StoredPath> paths) throws SQLException {
        Set<StorePath> wanted = new TreeSet<>();
        paths.forEach(path -> wanted.addAll(path.info().references()));
        try (var query = connection.prepareStatement("select hash from cache_path where hash = any (?)")) {
            query.setArray(
                    1,
                    connection.createArrayOf(
                            "text", wanted.stream().map(StorePath::hashPart).toArray()));
            try (ResultSet rows = query.executeQuery()) {
                Set<String> valid = new HashSet<>();
                while (rows.next()) {
                    valid.add(rows.getString(1));
                }
                wanted.removeIf(path -> valid.contains(path.hashPart()));
            }
        }
        if (!wanted.isEmpty()) {
            throw Fault.of(
                    FaultCode.CONFLICT,
                    "Could not commit a closure to the cache: it refers to '"
                            + wanted.iterator().next() + "', which the cache does not have.",
                    "Send that path first, or with the others.");
        }
    }

    /** Bytes whose note is gone are gone too, or will be: such a path must not become valid. */
    static void forget(Connection connection, List<StoredPath> paths, Set<String> unneeded) throws SQLException {
        String[] needed = paths.stream()
                .map(StoredPath::blob)
                .filter(blob -> !unneeded.contains(blob))
                .toArray(String[]::new);
        try (var delete =
                connection.prepareStatement("delete from cache_pending where blob = any (?) and owner <> ?")) {
            delete.setArray(1, connection.createArrayOf("text", needed));
            delete.setString(2, DeadBlobs.OWNER);
            if (delete.executeUpdate() != needed.length) {
                throw givenUp();
            }
        }
    }

    /** A collection took what was never committed. */
    static Fault givenUp() {
        return Fault.of(
                FaultCode.CONFLICT,
                "Could not commit to the cache: what was sent was given up meanwhile, as it took too long.",
                "Send it again.");
    }
}
