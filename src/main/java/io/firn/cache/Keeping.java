package io.firn.cache;

import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import io.firn.nix.StorePath;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;

/** What an org keeps in the installation's cache, and why. */
@Singleton
final class Keeping {
    private final Transactions transactions;
    private final Roots roots;
    private final Quotas quotas;
    private final CollectionSettings settings;

    Keeping(DataSource database, Quotas quotas, CollectionSettings settings) {
        this.transactions = new Transactions(database);
        this.roots = new Roots(transactions);
        this.quotas = quotas;
        this.settings = settings;
    }

    UsageReport usage(UUID orgId) {
        quotas.countStale();
        return UsageReport.of(transactions, quotas.standing(orgId));
    }

    List<Roots.Kept> roots(UUID orgId, String after, int limit) {
        return roots.visibleTo(orgId, after, limit);
    }

    Roots.Kept pin(UUID orgId, String name, StorePath path, Optional<Duration> keep) {
        String root = root(orgId, name);
        if (!roots.pin(new Root(root, Optional.of(orgId), Optional.empty(), keep), path)) {
            throw absent(path);
        }
        return roots.find(root).orElseThrow(() -> absent(path));
    }

    void unpin(UUID orgId, String name) {
        if (!roots.unpin(root(orgId, name))) {
            throw Fault.of(
                    FaultCode.NOT_FOUND,
                    "Could not give up the pin '" + name + "': there is none of that name.",
                    "List them with: firn cache pins");
        }
    }

    Why why(UUID orgId, StorePath path) {
        return Why.of(transactions, path, orgId, settings.keepUnrooted()).orElseThrow(() -> absent(path));
    }

    private static String root(UUID orgId, String name) {
        return "pin/" + orgId + "/" + name;
    }

    private static Fault absent(StorePath path) {
        return Fault.of(
                FaultCode.NOT_FOUND,
                "Could not find '" + path + "' in the cache.",
                "See what there is with: firn cache roots");
    }
}
