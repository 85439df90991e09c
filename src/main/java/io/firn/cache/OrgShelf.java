package io.firn.cache;

import io.firn.nix.NarHash;
import io.firn.nix.StorePath;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** What an org's cache holds: rows of its own, so that nothing in it is ever taken for what the farm built. */
final class OrgShelf implements Shelf {
    private static final String COLUMNS =
            """
            select p.hash, p.name, p.nar_hash, p.nar_size, p.deriver, p.ca, p.blob, p.file_hash, p.file_size,
                   array(select q.hash || '-' || q.name from org_cache_reference r
                         join org_cache_path q on q.cache = r.cache and q.hash = r.reference
                         where r.cache = p.cache and r.path = p.hash) as reference_names,
                   array(select s.signature from org_cache_signature s
                         where s.cache = p.cache and s.path = p.hash order by 1) as signatures
            from org_cache_path p
            """;

    private static final String HERE = COLUMNS + " where p.cache = ?";

    private static final String CLOSURE =
            """
            with recursive reach (cache, hash) as (
                select cache, hash from org_cache_path where cache = ? and hash = any (?)
                union
                select r.cache, r.reference from org_cache_reference r
                join reach on r.cache = reach.cache and r.path = reach.hash
            )
            """
                    + COLUMNS + " join reach on reach.cache = p.cache and reach.hash = p.hash";

    private final Transactions transactions;
    private final UUID cache;

    OrgShelf(Transactions transactions, UUID cache) {
        this.transactions = transactions;
        this.cache = cache;
    }

    @Override
    public Optional<UUID> cache() {
        return Optional.of(cache);
    }

    @Override
    public Optional<StoredPath> byHash(String hashPart) {
        return all(HERE + " and p.hash = ?", hashPart).stream().findFirst();
    }

    @Override
    public Optional<StoredPath> byFile(NarHash file) {
        return all(HERE + " and p.file_hash = ? order by p.hash limit 1", file.bytes()).stream()
                .findFirst();
    }

    @Override
    public List<StoredPath> all(Collection<String> hashParts) {
        return all(HERE + " and p.hash = any (?)", hashParts.toArray(String[]::new));
    }

    @Override
    public List<StoredPath> closure(Collection<String> hashParts) {
        return all(CLOSURE, hashParts.toArray(String[]::new));
    }

    @Override
    public List<StoredPath> after(String hashPart, int limit) {
        return all(HERE + " and p.hash > ? order by p.hash limit " + limit, hashPart);
    }

    @Override
    public Set<String> valid(Collection<String> hashParts) {
        String sql = "select hash from org_cache_path where cache = ? and hash = any (?)";
        return transactions.call(connection -> {
            try (var query = connection.prepareStatement(sql)) {
                query.setObject(1, cache);
                query.setArray(2, connection.createArrayOf("text", hashParts.toArray()));
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

    @Override
    public Set<String> commit(Collection<StoredPath> paths) {
        return new OrgCommit(transactions, cache).commit(paths);
    }

    @Override
    public void sign(StorePath path, Collection<String> signatures) {
        String sql =
                """
                insert into org_cache_signature (cache, path, signature)
                select cache, hash, ? from org_cache_path where cache = ? and hash = ? on conflict do nothing
                """;
        transactions.run(connection -> {
            try (var insert = connection.prepareStatement(sql)) {
                for (String signature : signatures) {
                    insert.setString(1, signature);
                    insert.setObject(2, cache);
                    insert.setString(3, path.hashPart());
                    insert.addBatch();
                }
                insert.executeBatch();
            }
        });
    }

    private List<StoredPath> all(String sql, Object argument) {
        return transactions.call(connection -> {
            try (var query = connection.prepareStatement(sql)) {
                query.setObject(1, cache);
                if (argument instanceof String[] several) {
                    query.setArray(2, connection.createArrayOf("text", several));
                } else {
                    query.setObject(2, argument);
                }
                try (ResultSet rows = query.executeQuery()) {
                    var found = new ArrayList<StoredPath>();
                    while (rows.next()) {
                        found.add(PathRows.read(rows));
                    }
                    return found;
                }
            }
        });
    }
}
