package io.firn.cache;

import com.github.luben.zstd.Zstd;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.Types;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;

/** Small texts that a cache keeps beside its paths, by the names that the protocol gives them: build logs, realisations, where debug files lie. */
@Singleton
final class Texts {
    private static final int LEVEL = 9;

    private final Transactions transactions;

    Texts(DataSource database) {
        this.transactions = new Transactions(database);
    }

    /** Keeps a text; one of that name is replaced. */
    void put(Optional<UUID> cache, String name, byte[] text) {
        byte[] packed = Zstd.compress(text, LEVEL);
        String sql =
                """
                insert into cache_text (cache, name, packed, size) values (?, ?, ?, ?)
                on conflict (cache, name) do update set packed = excluded.packed, size = excluded.size, created_at = now()
                """;
        transactions.run(connection -> {
            try (var insert = connection.prepareStatement(sql)) {
                insert.setObject(1, cache.orElse(null), Types.OTHER);
                insert.setString(2, name);
                insert.setBytes(3, packed);
                insert.setLong(4, text.length);
                insert.executeUpdate();
            }
        });
    }

    void delete(Optional<UUID> cache, String name) {
        transactions.run(connection -> {
            try (var delete = connection.prepareStatement(
                    "delete from cache_text where cache is not distinct from ? and name = ?")) {
                delete.setObject(1, cache.orElse(null), Types.OTHER);
                delete.setString(2, name);
                delete.executeUpdate();
            }
        });
    }

    Optional<byte[]> find(Optional<UUID> cache, String name) {
        String sql = "select packed, size from cache_text where cache is not distinct from ? and name = ?";
        return transactions.call(connection -> {
            try (var query = connection.prepareStatement(sql)) {
                query.setObject(1, cache.orElse(null), Types.OTHER);
                query.setString(2, name);
                try (ResultSet row = query.executeQuery()) {
                    return row.next()
                            ? Optional.of(Zstd.decompress(row.getBytes(1), (int) row.getLong(2)))
                            : Optional.empty();
                }
            }
        });
    }
}
