package io.firn.cache;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import javax.sql.DataSource;

/** The caches of orgs: made, changed, found by name, deleted. */
@Singleton
final class OrgCaches {
    /** How long a change to a cache may go unnoticed by other control planes. */
    private static final Duration MEMORY = Duration.ofSeconds(2);

    private final OrgCacheRows rows;
    private final Cache house;
    private final Supplier<UUID> ids;
    private final CacheSettings settings;
    private final LoadingCache<String, Optional<OrgCache>> known;

    OrgCaches(DataSource database, Cache house, Supplier<UUID> ids, CacheSettings settings) {
        this.rows = new OrgCacheRows(new Transactions(database));
        this.house = house;
        this.ids = ids;
        this.settings = settings;
        this.known = Caffeine.newBuilder()
                .expireAfterWrite(MEMORY)
                .maximumSize(10_000)
                .build(rows::byName);
    }

    /** Makes a cache. */
    OrgCache create(UUID orgId, String name, boolean publicRead, int priority, boolean massQuery) {
        if (!OrgCache.mayBeCalled(name)) {
            throw Fault.of(
                    FaultCode.INVALID,
                    "Could not make the cache '" + name + "': the name is reserved, or is none.",
                    "Use 2 to 40 of a-z, 0-9 and '-', a letter first.");
        }
        var cache = new OrgCache(ids.get(), orgId, name, publicRead, priority, massQuery, Optional.empty());
        if (!rows.insert(cache)) {
            throw Fault.of(
                    FaultCode.CONFLICT,
                    "Could not make the cache '" + name + "': there is one of that name.",
                    "Choose another name.");
        }
        known.invalidate(name);
        return cache;
    }

    /** Changes what clients are told and who may read. */
    OrgCache update(OrgCache changed) {
        rows.update(changed);
        known.invalidate(changed.name());
        return changed;
    }

    /** The org's caches, by name. */
    List<OrgCache> list(UUID orgId) {
        return rows.ofOrg(orgId);
    }

    /** The org's cache of that name; another org's is not found. */
    OrgCache require(UUID orgId, String name) {
        return find(name)
                .filter(cache -> cache.orgId().equals(orgId))
                .orElseThrow(() -> Fault.of(
                        FaultCode.NOT_FOUND,
                        "Could not find the cache '" + name + "'.",
                        "List yours with: firn caches list"));
    }

    /** The cache of that name, whosever it is. */
    Optional<OrgCache> find(String name) {
        return OrgCache.mayBeCalled(name) ? known.get(name) : Optional.empty();
    }

    /** As {@link #find}, without ever asking the database: empty where it is not known yet. */
    Optional<Optional<OrgCache>> remembered(String name) {
        return OrgCache.mayBeCalled(name)
                ? Optional.ofNullable(known.getIfPresent(name))
                : Optional.of(Optional.empty());
    }

    /** Deletes a cache with all that it holds. */
    void delete(OrgCache cache) {
        house.discard(rows.delete(cache.id(), settings.keyName()));
        known.invalidate(cache.name());
    }
}
