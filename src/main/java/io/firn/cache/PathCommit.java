package io.firn.cache;

import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
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
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

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
        Set<String> fresh = insertRows(connection, paths);
        Set<String> unneeded = new HashSet<>();
        for (StoredPath stored : paths) {
            if (!fresh.contains(stored.info().path().hashPart()) && !Mending.mend(connection, stored)) {
                unneeded.add(stored.blob());
            }
        }
        attach(
                connection,
                paths.stream()
                        .filter(stored -> !unneeded.contains(stored.blob()))
                        .toList());
        return unneeded;
    }

    /** All in one statement, for a round trip a path is what a commit of many small ones would mostly wait for. */
    private static Set<String> insertRows(Connection connection, List<StoredPath> paths) throws SQLException {
        String sql =
                """
                insert into cache_path (hash, name, nar_hash, nar_size, deriver, ca, blob, file_hash, file_size)
                select * from unnest(?::text[], ?::text[], ?::bytea[], ?::bigint[], ?::text[], ?::text[], ?::text[],
                                     ?::bytea[], ?::bigint[])
                on conflict (hash) do nothing returning hash
                """;
        try (PreparedStatement insert = connection.prepareStatement(sql)) {
            column(insert, 1, "text", paths, stored -> stored.info().path().hashPart());
            column(insert, 2, "text", paths, stored -> stored.info().path().name());
            column(insert, 3, "bytea", paths, stored -> stored.info().narHash().bytes());
            column(insert, 4, "bigint", paths, stored -> stored.info().narSize());
            column(insert, 5, "text", paths, stored -> stored.info()
                    .deriver()
                    .map(StorePath::base)
                    .orElse(null));
            column(insert, 6, "text", paths, stored -> stored.info().ca().orElse(null));
            column(insert, 7, "text", paths, StoredPath::blob);
            column(insert, 8, "bytea", paths, stored -> stored.file().hash().bytes());
            column(insert, 9, "bigint", paths, stored -> stored.file().size());
            Set<String> fresh = new HashSet<>();
            try (ResultSet rows = insert.executeQuery()) {
                while (rows.next()) {
                    fresh.add(rows.getString(1));
                }
            }
            return fresh;
        }
    }

    private static void column(
            PreparedStatement insert,
            int index,
            String type,
            List<StoredPath> paths,
            Function<StoredPath, @Nullable Object> value)
            throws SQLException {
        // The driver knows bytes by the array's own type.
        Object[] values = paths.stream().map(value).toArray("bytea".equals(type) ? byte[][]::new : Object[]::new);
        insert.setArray(index, insert.getConnection().createArrayOf(type, values));
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
