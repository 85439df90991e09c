package io.firn.cache;

import io.firn.access.MasterKey;
import io.firn.nix.SigningKey;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.util.Optional;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The key that signs what the farm built: made once, kept in the database under the master key. */
@Singleton
final class FarmKey implements Supplier<SigningKey> {
    private final Transactions transactions;
    private final MasterKey masterKey;
    private final String name;
    private volatile @Nullable SigningKey known;

    FarmKey(DataSource database, MasterKey masterKey, CacheSettings settings) {
        this.transactions = new Transactions(database);
        this.masterKey = masterKey;
        this.name = settings.keyName();
    }

    /** The key; made at the first call ever. */
    @Override
    public SigningKey get() {
        SigningKey key = known;
        if (key == null) {
            key = stored().orElseGet(this::create);
            known = key;
        }
        return key;
    }

    private Optional<SigningKey> stored() {
        return transactions.call(connection -> {
            try (var query = connection.prepareStatement("select sealed from cache_key where cache is null and name = ?")) {
                query.setString(1, name);
                try (ResultSet rows = query.executeQuery()) {
                    return rows.next() ? Optional.of(open(rows.getBytes(1))) : Optional.empty();
                }
            }
        });
    }

    /** Where two services make it at once, one row wins and both use it. */
    private SigningKey create() {
        SigningKey fresh = SigningKey.generate(name);
        byte[] sealed = masterKey.encrypt(fresh.reveal().getBytes(StandardCharsets.UTF_8), context());
        transactions.run(connection -> {
            String sql =
                    "insert into cache_key (name, public_key, sealed) values (?, ?, ?) on conflict do nothing";
            try (var insert = connection.prepareStatement(sql)) {
                insert.setString(1, name);
                insert.setString(2, fresh.publicKey().toString());
                insert.setBytes(3, sealed);
                insert.executeUpdate();
            }
        });
        return stored().orElseThrow(() -> new IllegalStateException("the key's row is gone"));
    }

    private SigningKey open(byte[] sealed) {
        return SigningKey.parse(new String(masterKey.decrypt(sealed, context()), StandardCharsets.UTF_8));
    }

    private String context() {
        return "cache-key:" + name;
    }
}
