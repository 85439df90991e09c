package io.firn.cache;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.firn.nix.StorePath;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Why a path is in the cache: the shortest chain of references to it from each of some roots, nearest first.
 *
 * @param kept whether a root keeps it
 * @param until when it may be collected at the earliest, where no root keeps it and nothing that is young refers to it
 * @param chains some roots with the way from each
 * @param more whether there may be more roots than are shown
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Why(
        String path, long fileBytes, boolean kept, @Nullable Instant until, List<Chain> chains, boolean more) {
    private static final int ROOTS = 20;
    private static final int LOOKED_AT = 200_000;

    /**
     * One root and the way from it.
     *
     * @param root its name; without it the root belongs to another org
     * @param paths from what the root names to the path that was asked for
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Chain(@Nullable String root, @Nullable UUID appId, List<String> paths) {}

    /** Looks from the path upwards; empty where the installation's cache does not have it. */
    static Optional<Why> of(Transactions transactions, StorePath path, UUID caller, Duration retention) {
        return transactions.call(connection -> {
            String sql = "select file_size, greatest(created_at, used_at) from cache_path where hash = ? and name = ?";
            try (var query = connection.prepareStatement(sql)) {
                query.setString(1, path.hashPart());
                query.setString(2, path.name());
                try (ResultSet row = query.executeQuery()) {
                    return row.next()
                            ? Optional.of(
                                    look(connection, path, row.getLong(1), row.getTimestamp(2), caller, retention))
                            : Optional.empty();
                }
            }
        });
    }

    private static Why look(
            Connection connection, StorePath path, long size, Timestamp used, UUID caller, Duration retention)
            throws SQLException {
        // each path that was reached, and the one that it refers to on the way down
        Map<String, String> towards = new LinkedHashMap<>();
        towards.put(path.hashPart(), "");
        List<String> frontier = List.of(path.hashPart());
        List<Found> found = new ArrayList<>();
        while (!frontier.isEmpty() && found.size() < ROOTS && towards.size() < LOOKED_AT) {
            found.addAll(roots(connection, frontier, caller));
            frontier = referrers(connection, frontier, towards);
        }
        Map<String, String> names = names(connection, found, towards);
        List<Chain> chains = found.stream()
                .limit(ROOTS)
                .map(root -> new Chain(root.name, root.appId, chain(root.hash, towards, names)))
                .toList();
        boolean kept = !found.isEmpty();
        return new Why(
                path.toString(),
                size,
                kept,
                kept ? null : used.toInstant().plus(retention),
                chains,
                found.size() > ROOTS || !frontier.isEmpty());
    }

    private record Found(String hash, @Nullable String name, @Nullable UUID appId) {}

    private static List<Found> roots(Connection connection, List<String> hashes, UUID caller) throws SQLException {
        String sql =
                """
                select path, name, app_id, org_id is null or org_id = ? from cache_root
                where path = any (?) and (expires_at is null or expires_at >= now()) order by created_at desc, name
                """;
        try (var query = connection.prepareStatement(sql)) {
            query.setObject(1, caller);
            query.setArray(2, connection.createArrayOf("text", hashes.toArray()));
            try (ResultSet row = query.executeQuery()) {
                var found = new ArrayList<Found>();
                while (row.next()) {
                    boolean visible = row.getBoolean(4);
                    found.add(new Found(
                            row.getString(1),
                            visible ? row.getString(2) : null,
                            visible ? row.getObject(3, UUID.class) : null));
                }
                return found;
            }
        }
    }

    private static List<String> referrers(Connection connection, List<String> hashes, Map<String, String> towards)
            throws SQLException {
        String sql = "select path, reference from cache_reference where reference = any (?) order by path";
        try (var query = connection.prepareStatement(sql)) {
            query.setArray(1, connection.createArrayOf("text", hashes.toArray()));
            try (ResultSet row = query.executeQuery()) {
                var next = new ArrayList<String>();
                while (row.next() && towards.size() < LOOKED_AT) {
                    if (towards.putIfAbsent(row.getString(1), row.getString(2)) == null) {
                        next.add(row.getString(1));
                    }
                }
                return next;
            }
        }
    }

    private static Map<String, String> names(Connection connection, List<Found> found, Map<String, String> towards)
            throws SQLException {
        var wanted = new ArrayList<String>();
        found.forEach(root -> walk(root.hash, towards, wanted::add));
        var names = new HashMap<String, String>();
        try (var query = connection.prepareStatement("select hash, name from cache_path where hash = any (?)")) {
            query.setArray(1, connection.createArrayOf("text", wanted.toArray()));
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    names.put(row.getString(1), row.getString(2));
                }
            }
        }
        return names;
    }

    private static List<String> chain(String from, Map<String, String> towards, Map<String, String> names) {
        var paths = new ArrayList<String>();
        walk(from, towards, hash -> paths.add(StorePath.STORE + "/" + hash + "-" + names.getOrDefault(hash, "?")));
        return List.copyOf(paths);
    }

    private static void walk(String from, Map<String, String> towards, java.util.function.Consumer<String> each) {
        for (String at = from; !at.isEmpty(); at = towards.getOrDefault(at, "")) {
            each.accept(at);
        }
    }
}
