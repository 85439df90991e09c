package io.firn.cache;

import io.firn.access.MasterKey;
import io.firn.nix.NarDigest;
import io.firn.nix.NarHash;
import io.firn.nix.VerifyingKey;
import java.net.URI;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Rows of upstreams, and of the paths that they vouched for. */
final class UpstreamRows {
    /**
     * A path that an upstream vouched for.
     *
     * @param narInfo the upstream's narinfo, verified
     * @param blob key of its NAR, packed with zstd, once it was fetched
     * @param file hash and size of that blob
     */
    record Known(String narInfo, Optional<String> blob, Optional<NarDigest> file) {}

    private final Transactions transactions;
    private final MasterKey masterKey;

    UpstreamRows(Transactions transactions, MasterKey masterKey) {
        this.transactions = transactions;
        this.masterKey = masterKey;
    }

    /** False where the cache has that upstream already. */
    boolean insert(Upstream upstream) {
        String sql =
                """
                insert into cache_upstream (id, cache, url, public_keys, use, login) values (?, ?, ?, ?, ?, ?)
                on conflict do nothing
                """;
        return transactions.call(connection -> {
            try (var insert = connection.prepareStatement(sql)) {
                insert.setObject(1, upstream.id());
                insert.setObject(2, upstream.cache().orElse(null), Types.OTHER);
                insert.setString(3, upstream.url().toString());
                insert.setArray(
                        4,
                        connection.createArrayOf(
                                "text",
                                upstream.keys().stream()
                                        .map(VerifyingKey::toString)
                                        .toArray()));
                insert.setString(5, upstream.use().name());
                insert.setBytes(
                        6,
                        upstream.login()
                                .map(login -> sealed(upstream.id(), login))
                                .orElse(null));
                return insert.executeUpdate() == 1;
            }
        });
    }

    void login(UUID id, UpstreamLogin login) {
        transactions.run(connection -> {
            try (var update = connection.prepareStatement("update cache_upstream set login = ? where id = ?")) {
                update.setBytes(1, sealed(id, login));
                update.setObject(2, id);
                update.executeUpdate();
            }
        });
    }

    private byte[] sealed(UUID id, UpstreamLogin login) {
        return masterKey.encrypt(login.reveal(), context(id));
    }

    private static String context(UUID id) {
        return "cache upstream " + id;
    }

    /** A cache's upstreams, in the order in which they are asked. */
    List<Upstream> of(Optional<UUID> cache) {
        String sql =
                """
                select id, cache, url, public_keys, use, login from cache_upstream where cache is not distinct from ?
                order by created_at, id
                """;
        return transactions.call(connection -> {
            try (var query = connection.prepareStatement(sql)) {
                query.setObject(1, cache.orElse(null), Types.OTHER);
                try (ResultSet rows = query.executeQuery()) {
                    var found = new ArrayList<Upstream>();
                    while (rows.next()) {
                        found.add(read(rows));
                    }
                    return found;
                }
            }
        });
    }

    /** Deletes an upstream and what came from it; its blobs are noted as nobody's first, and returned. */
    List<String> delete(UUID id, String owner) {
        return transactions.call(connection -> {
            var blobs = new ArrayList<String>();
            try (var note = connection.prepareStatement(
                    """
                    insert into cache_pending (blob, owner)
                    select blob, ? from cache_remote_path where upstream = ? and blob is not null
                    on conflict do nothing returning blob
                    """)) {
                note.setString(1, owner);
                note.setObject(2, id);
                try (ResultSet rows = note.executeQuery()) {
                    while (rows.next()) {
                        blobs.add(rows.getString(1));
                    }
                }
            }
            try (var delete = connection.prepareStatement("delete from cache_upstream where id = ?")) {
                delete.setObject(1, id);
                delete.executeUpdate();
            }
            return blobs;
        });
    }

    Optional<Known> known(UUID upstream, String hash) {
        String sql =
                """
                update cache_remote_path set used_at = now() where upstream = ? and hash = ?
                returning narinfo, blob, file_hash, file_size
                """;
        return transactions.call(connection -> {
            try (var query = connection.prepareStatement(sql)) {
                query.setObject(1, upstream);
                query.setString(2, hash);
                try (ResultSet row = query.executeQuery()) {
                    return row.next() ? Optional.of(known(row)) : Optional.empty();
                }
            }
        });
    }

    void remember(UUID upstream, String hash, String narInfo) {
        String sql =
                """
                insert into cache_remote_path (upstream, hash, narinfo) values (?, ?, ?)
                on conflict (upstream, hash) do update set used_at = now()
                """;
        transactions.run(connection -> {
            try (var insert = connection.prepareStatement(sql)) {
                insert.setObject(1, upstream);
                insert.setString(2, hash);
                insert.setString(3, narInfo);
                insert.executeUpdate();
            }
        });
    }

    /** Makes a fetched blob a path's; false where another one was first. */
    boolean fetched(UUID upstream, String hash, String blob, NarDigest file) {
        String sql =
                """
                update cache_remote_path set blob = ?, file_hash = ?, file_size = ?
                where upstream = ? and hash = ? and blob is null
                """;
        return transactions.call(connection -> {
            boolean first;
            try (var update = connection.prepareStatement(sql)) {
                update.setString(1, blob);
                update.setBytes(2, file.hash().bytes());
                update.setLong(3, file.size());
                update.setObject(4, upstream);
                update.setString(5, hash);
                first = update.executeUpdate() == 1;
            }
            if (first) {
                try (var forget = connection.prepareStatement("delete from cache_pending where blob = ?")) {
                    forget.setString(1, blob);
                    forget.executeUpdate();
                }
            }
            return first;
        });
    }

    private static Known known(ResultSet row) throws SQLException {
        @Nullable String blob = row.getString("blob");
        return new Known(
                row.getString("narinfo"),
                Optional.ofNullable(blob),
                blob == null
                        ? Optional.empty()
                        : Optional.of(new NarDigest(new NarHash(row.getBytes("file_hash")), row.getLong("file_size"))));
    }

    private Upstream read(ResultSet row) throws SQLException {
        UUID id = row.getObject("id", UUID.class);
        byte @Nullable [] login = row.getBytes("login");
        String[] keys = (String[]) row.getArray("public_keys").getArray();
        return new Upstream(
                id,
                Optional.ofNullable(row.getObject("cache", UUID.class)),
                URI.create(row.getString("url")),
                Arrays.stream(keys).map(VerifyingKey::parse).toList(),
                Upstream.Use.valueOf(row.getString("use")),
                login == null
                        ? Optional.empty()
                        : Optional.of(UpstreamLogin.revealed(masterKey.decrypt(login, context(id)))));
    }
}
