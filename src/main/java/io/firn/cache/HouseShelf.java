package io.firn.cache;

import io.firn.nix.NarHash;
import io.firn.nix.StorePath;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** What the installation's own cache holds: what the farm built, and content-addressed paths that were uploaded. */
final class HouseShelf implements Shelf {
    private final PathRows rows;
    private final PathCommit commit;
    private final Transactions transactions;

    HouseShelf(Transactions transactions) {
        this.transactions = transactions;
        this.rows = new PathRows(transactions);
        this.commit = new PathCommit(transactions);
    }

    @Override
    public Optional<UUID> cache() {
        return Optional.empty();
    }

    @Override
    public Optional<StoredPath> byHash(String hashPart) {
        return rows.byHash(hashPart);
    }

    @Override
    public Optional<StoredPath> byFile(NarHash file) {
        return rows.byFile(file);
    }

    @Override
    public Set<String> valid(Collection<String> hashParts) {
        return rows.hashes(hashParts);
    }

    @Override
    public List<StoredPath> all(Collection<String> hashParts) {
        return rows.all(hashParts);
    }

    @Override
    public List<StoredPath> closure(Collection<String> hashParts) {
        return rows.closure(hashParts);
    }

    @Override
    public List<StoredPath> after(String hashPart, int limit) {
        return rows.after(hashPart, limit);
    }

    @Override
    public Set<String> commit(Collection<StoredPath> paths) {
        return commit.commit(paths);
    }

    @Override
    public void sign(StorePath path, Collection<String> signatures) {
        String sql =
                "insert into cache_signature (path, signature) select hash, ? from cache_path where hash = ? on conflict do nothing";
        transactions.run(connection -> {
            try (var insert = connection.prepareStatement(sql)) {
                for (String signature : signatures) {
                    insert.setString(1, signature);
                    insert.setString(2, path.hashPart());
                    insert.addBatch();
                }
                insert.executeBatch();
            }
        });
    }
}
