package io.firn.cache;

import io.firn.nix.StorePath;
import java.util.Collection;

/** Notes that paths are counted on, at most once an hour each: collection leaves what was used a short while ago. */
final class Uses {
    private final Transactions transactions;

    Uses(Transactions transactions) {
        this.transactions = transactions;
    }

    void touch(Collection<StorePath> paths) {
        if (paths.isEmpty()) {
            return;
        }
        String sql =
                """
                update cache_path set used_at = now() where hash in (
                    select hash from cache_path
                    where hash = any (?) and greatest(created_at, used_at) < now() - interval '1 hour'
                    order by hash for no key update)
                """;
        transactions.run(connection -> {
            try (var update = connection.prepareStatement(sql)) {
                update.setArray(
                        1,
                        connection.createArrayOf(
                                "text", paths.stream().map(StorePath::hashPart).toArray()));
                update.executeUpdate();
            }
        });
    }
}
