package io.firn.cache;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Which of the caches: the installation's own, or an org's. Both have the same kind of tables, those of orgs with one column
 * more.
 */
record CacheTables(Optional<UUID> cache) {
    static final CacheTables INSTALLATION = new CacheTables(Optional.empty());

    static CacheTables of(UUID cache) {
        return new CacheTables(Optional.of(cache));
    }

    String paths() {
        return cache.isEmpty() ? "cache_path" : "org_cache_path";
    }

    String references() {
        return cache.isEmpty() ? "cache_reference" : "org_cache_reference";
    }

    String roots() {
        return cache.isEmpty() ? "cache_root" : "org_cache_root";
    }

    /** The condition that a row belongs to this cache. */
    String holds(String alias) {
        return cache.map(id -> alias + ".cache = '" + id + "'").orElse("true");
    }

    /** The caches of orgs that do not keep everything for ever. */
    static List<Garbage> withRetention(Connection connection) throws SQLException {
        String sql = "select id, retention_seconds from org_cache where retention_seconds is not null order by id";
        try (var query = connection.prepareStatement(sql);
                ResultSet rows = query.executeQuery()) {
            var found = new ArrayList<Garbage>();
            while (rows.next()) {
                found.add(new Garbage(of(rows.getObject(1, UUID.class)), Duration.ofSeconds(rows.getLong(2))));
            }
            return found;
        }
    }

    /** All caches. */
    static List<CacheTables> all(Connection connection) throws SQLException {
        try (var query = connection.prepareStatement("select id from org_cache order by id");
                ResultSet rows = query.executeQuery()) {
            var found = new ArrayList<>(List.of(INSTALLATION));
            while (rows.next()) {
                found.add(of(rows.getObject(1, UUID.class)));
            }
            return found;
        }
    }
}
