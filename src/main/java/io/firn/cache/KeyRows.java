package io.firn.cache;

import io.firn.access.MasterKey;
import io.firn.nix.SigningKey;
import io.firn.nix.VerifyingKey;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Rows of keys. Secret halves are sealed with the master key, for this cache and this name alone. */
final class KeyRows {
    private final Transactions transactions;
    private final MasterKey masterKey;

    KeyRows(Transactions transactions, MasterKey masterKey) {
        this.transactions = transactions;
        this.masterKey = masterKey;
    }

    /** False where the cache has a key of that name; then nothing changes. */
    boolean insert(Optional<UUID> cache, SigningKey key) {
        byte[] sealed = masterKey.encrypt(
                key.reveal().getBytes(StandardCharsets.UTF_8),
                context(cache, key.publicKey().name()));
        String sql =
                "insert into cache_key (cache, name, public_key, sealed) values (?, ?, ?, ?) on conflict do nothing";
        return transactions.call(connection -> {
            try (var insert = connection.prepareStatement(sql)) {
                insert.setObject(1, cache.orElse(null), Types.OTHER);
                insert.setString(2, key.publicKey().name());
                insert.setString(3, key.publicKey().toString());
                insert.setBytes(4, sealed);
                return insert.executeUpdate() == 1;
            }
        });
    }

    /** A cache's keys, oldest first. */
    List<CacheKey> of(Optional<UUID> cache) {
        String sql =
                """
                select name, public_key, sealed, state, created_at, retired_at from cache_key
                where cache is not distinct from ? order by created_at, name
                """;
        return transactions.call(connection -> {
            try (var query = connection.prepareStatement(sql)) {
                query.setObject(1, cache.orElse(null), Types.OTHER);
                try (ResultSet rows = query.executeQuery()) {
                    var keys = new ArrayList<CacheKey>();
                    while (rows.next()) {
                        keys.add(read(cache, rows));
                    }
                    return keys;
                }
            }
        });
    }

    /** Writes that a key is retired, and forgets its secret half; the last active one stays, whoever retired the others. */
    void update(Optional<UUID> cache, CacheKey retired) {
        String sql =
                """
                update cache_key set state = ?, sealed = null, retired_at = ?
                where cache is not distinct from ? and name = ? and state = 'ACTIVE' and exists (
                    select 1 from cache_key o
                    where o.cache is not distinct from cache_key.cache and o.name <> cache_key.name and o.state = 'ACTIVE')
                """;
        transactions.run(connection -> {
            try (var lock = connection.prepareStatement(
                    "select name from cache_key where cache is not distinct from ? order by name for update")) {
                lock.setObject(1, cache.orElse(null), Types.OTHER);
                lock.execute();
            }
            try (var update = connection.prepareStatement(sql)) {
                update.setString(1, retired.state().name());
                update.setObject(
                        2,
                        retired.retiredAt()
                                .map(at -> at.atOffset(ZoneOffset.UTC))
                                .orElse(null));
                update.setObject(3, cache.orElse(null), Types.OTHER);
                update.setString(4, retired.publicKey().name());
                update.executeUpdate();
            }
        });
    }

    /** Deletes a retired key; false where there is none of that name. */
    boolean delete(Optional<UUID> cache, String name) {
        String sql = "delete from cache_key where cache is not distinct from ? and name = ? and state = 'RETIRED'";
        return transactions.call(connection -> {
            try (var delete = connection.prepareStatement(sql)) {
                delete.setObject(1, cache.orElse(null), Types.OTHER);
                delete.setString(2, name);
                return delete.executeUpdate() == 1;
            }
        });
    }

    /** Caches of which several keys sign now. */
    List<Optional<UUID>> withSeveral() {
        String sql = "select cache from cache_key where state = 'ACTIVE' group by cache having count(*) > 1";
        return transactions.call(connection -> {
            try (var query = connection.prepareStatement(sql);
                    ResultSet rows = query.executeQuery()) {
                var found = new ArrayList<Optional<UUID>>();
                while (rows.next()) {
                    found.add(Optional.ofNullable(rows.getObject(1, UUID.class)));
                }
                return found;
            }
        });
    }

    private CacheKey read(Optional<UUID> cache, ResultSet row) throws SQLException {
        byte @Nullable [] sealed = row.getBytes("sealed");
        @Nullable OffsetDateTime retired = row.getObject("retired_at", OffsetDateTime.class);
        return new CacheKey(
                VerifyingKey.parse(row.getString("public_key")),
                KeyState.valueOf(row.getString("state")),
                sealed == null ? Optional.empty() : Optional.of(open(cache, row.getString("name"), sealed)),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                Optional.ofNullable(retired).map(OffsetDateTime::toInstant));
    }

    private SigningKey open(Optional<UUID> cache, String name, byte[] sealed) {
        return SigningKey.parse(new String(masterKey.decrypt(sealed, context(cache, name)), StandardCharsets.UTF_8));
    }

    private static String context(Optional<UUID> cache, String name) {
        return "cache-key:" + cache.map(id -> id + ":").orElse("") + name;
    }
}
