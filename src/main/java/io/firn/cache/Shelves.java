package io.firn.cache;

import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;

/** Gives each cache its shelf. */
@Singleton
final class Shelves {
    private final Transactions transactions;
    private final HouseShelf house;

    Shelves(DataSource database) {
        this.transactions = new Transactions(database);
        this.house = new HouseShelf(transactions);
    }

    /** That of an org's cache, or the installation's own. */
    Shelf of(Optional<OrgCache> cache) {
        return at(cache.map(OrgCache::id));
    }

    /** As {@link #of}, by id. */
    Shelf at(Optional<UUID> cache) {
        return cache.<Shelf>map(id -> new OrgShelf(transactions, id)).orElse(house);
    }
}
