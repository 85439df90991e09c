package io.firn.cache;

import io.firn.nix.NarDigest;
import io.firn.nix.NarHash;
import io.firn.nix.PathInfo;
import io.firn.nix.StorePath;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Reads the rows of valid paths. */
final class PathRows {
    private static final String COLUMNS =
            """
            select p.hash, p.name, p.nar_hash, p.nar_size, p.deriver, p.ca, p.blob, p.file_hash, p.file_size,
                   array(select q.hash || '-' || q.name from cache_reference r join cache_path q on q.hash = r.reference
                         where r.path = p.hash) as reference_names,
                   array(select s.signature from cache_signature s where s.path = p.hash order by 1) as signatures
            from cache_path p
            """;

    /** Bytes that were found broken are not there, for anybody. */
    private static final String SOUND = " and not exists (select 1 from cache_broken b where b.blob = p.blob)";

    private final Transactions transactions;

    PathRows(Transactions transactions) {
        this.transactions = transactions;
    }

    Optional<StoredPath> byHash(String hashPart) {
        return first(COLUMNS + "where p.hash = ?" + SOUND, hashPart);
    }

    Optional<StoredPath> byFile(NarHash file) {
        return first(COLUMNS + "where p.file_hash = ?" + SOUND + " order by p.hash limit 1", file.bytes());
    }

    /** Whether it is broken or not. */
    Optional<StoredPath> byBlob(String blob) {
        return first(COLUMNS + "where p.blob = ?", blob);
    }

    Set<StorePath> valid(Collection<StorePath> paths) {
        String[] hashes = paths.stream().map(StorePath::hashPart).toArray(String[]::new);
        return transactions.call(connection -> {
            try (var query = connection.prepareStatement(
                    "select p.hash, p.name from cache_path p where p.hash = any (?)" + SOUND)) {
                query.setArray(1, connection.createArrayOf("text", hashes));
                Set<StorePath> found = new HashSet<>();
                try (ResultSet rows = query.executeQuery()) {
                    while (rows.next()) {
                        found.add(new StorePath(rows.getString(1), rows.getString(2)));
                    }
                }
                found.retainAll(Set.copyOf(paths));
                return found;
            }
        });
    }

    /** Those of the hash parts that are valid. */
    Set<String> hashes(Collection<String> hashParts) {
        return transactions.call(connection -> {
            try (var query = connection.prepareStatement("select hash from cache_path where hash = any (?)")) {
                query.setArray(1, connection.createArrayOf("text", hashParts.toArray()));
                Set<String> found = new HashSet<>();
                try (ResultSet rows = query.executeQuery()) {
                    while (rows.next()) {
                        found.add(rows.getString(1));
                    }
                }
                return found;
            }
        });
    }

    /** Valid paths after a hash part, in their order. */
    List<StoredPath> after(String hashPart, int limit) {
        return all(COLUMNS + "where p.hash > ? order by p.hash limit " + limit, hashPart);
    }

    /** The valid paths with these hash parts, in no order; those whose bytes are broken are not there. */
    List<StoredPath> all(Collection<String> hashParts) {
        return all(COLUMNS + "where p.hash = any (?)" + SOUND, hashParts.toArray(String[]::new));
    }

    /** All that the path refers to, itself included, in no order; empty where the path is not valid. */
    List<StoredPath> closure(Collection<String> hashParts) {
        String reachable =
                """
                with recursive reach (hash) as (
                    select hash from cache_path where hash = any (?)
                    union
                    select r.reference from cache_reference r join reach on r.path = reach.hash
                )
                """;
        return all(reachable + COLUMNS + "join reach on reach.hash = p.hash", hashParts.toArray(String[]::new));
    }

    private Optional<StoredPath> first(String sql, Object argument) {
        return all(sql, argument).stream().findFirst();
    }

    private List<StoredPath> all(String sql, Object argument) {
        return transactions.call(connection -> query(connection, sql, argument));
    }

    private static List<StoredPath> query(Connection connection, String sql, Object argument) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(sql)) {
            if (argument instanceof String[] several) {
                query.setArray(1, connection.createArrayOf("text", several));
            } else {
                query.setObject(1, argument);
            }
            try (ResultSet rows = query.executeQuery()) {
                var found = new ArrayList<StoredPath>();
                while (rows.next()) {
                    found.add(read(rows));
                }
                return found;
            }
        }
    }

    static StoredPath read(ResultSet row) throws SQLException {
        var info = new PathInfo(
                new StorePath(row.getString("hash"), row.getString("name")),
                new NarHash(row.getBytes("nar_hash")),
                row.getLong("nar_size"),
                texts(row.getArray("reference_names")).stream()
                        .map(StorePath::parseBase)
                        .collect(Collectors.toCollection(TreeSet::new)),
                Optional.ofNullable(row.getString("deriver")).map(StorePath::parseBase),
                Optional.ofNullable(row.getString("ca")));
        return new StoredPath(
                info,
                row.getString("blob"),
                new NarDigest(new NarHash(row.getBytes("file_hash")), row.getLong("file_size")),
                texts(row.getArray("signatures")));
    }

    private static List<String> texts(Array array) throws SQLException {
        return Arrays.asList((String[]) array.getArray());
    }
}
