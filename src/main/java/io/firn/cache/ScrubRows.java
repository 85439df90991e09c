package io.firn.cache;

import io.firn.nix.StorePath;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The book of scrubs and of broken blobs. */
final class ScrubRows {
    private final Transactions transactions;

    ScrubRows(Transactions transactions) {
        this.transactions = transactions;
    }

    /** The scrub that runs or was stopped goes on; else a new one begins. */
    UUID begin(UUID fresh) {
        return transactions.call(connection -> {
            try (var resume = connection.prepareStatement(
                    """
                    update cache_scrub set state = 'RUNNING', ended_at = null, reason = null
                    where id = (select id from cache_scrub where state <> 'DONE' order by started_at desc limit 1)
                    returning id
                    """)) {
                try (ResultSet row = resume.executeQuery()) {
                    if (row.next()) {
                        return row.getObject(1, UUID.class);
                    }
                }
            }
            try (var insert =
                    connection.prepareStatement("insert into cache_scrub (id, state) values (?, 'RUNNING')")) {
                insert.setObject(1, fresh);
                insert.executeUpdate();
            }
            return fresh;
        });
    }

    /** Keys of blobs that paths are kept in, after where the scrub is, in their order. */
    List<String> next(UUID scrub, int limit) {
        return transactions.call(connection -> {
            try (var query = connection.prepareStatement(
                    """
                    select blob from cache_path where blob > (select position from cache_scrub where id = ?)
                    order by blob limit ?
                    """)) {
                query.setObject(1, scrub);
                query.setInt(2, limit);
                try (ResultSet rows = query.executeQuery()) {
                    var blobs = new ArrayList<String>();
                    while (rows.next()) {
                        blobs.add(rows.getString(1));
                    }
                    return blobs;
                }
            }
        });
    }

    /** Counts what was read and moves on, in one step: a killed scrub goes on after the last blob that it finished. */
    void passed(UUID scrub, String blob, long bytes, boolean broken, boolean healed) {
        transactions.run(connection -> {
            try (var update = connection.prepareStatement(
                    """
                    update cache_scrub set position = ?, paths = paths + 1, bytes = bytes + ?,
                        broken = broken + ?, healed = healed + ? where id = ?
                    """)) {
                update.setString(1, blob);
                update.setLong(2, bytes);
                update.setInt(3, broken ? 1 : 0);
                update.setInt(4, healed ? 1 : 0);
                update.setObject(5, scrub);
                update.executeUpdate();
            }
        });
    }

    void end(UUID scrub, ScrubReport.State state, @Nullable String reason) {
        transactions.run(connection -> {
            try (var update = connection.prepareStatement(
                    "update cache_scrub set state = ?, reason = ?, ended_at = now() where id = ?")) {
                update.setString(1, state.name());
                update.setString(2, reason);
                update.setObject(3, scrub);
                update.executeUpdate();
            }
        });
    }

    Optional<ScrubReport> newest() {
        return transactions.call(connection -> {
            try (var query = connection.prepareStatement("select * from cache_scrub order by started_at desc limit 1");
                    ResultSet row = query.executeQuery()) {
                return row.next() ? Optional.of(report(row)) : Optional.empty();
            }
        });
    }

    private static ScrubReport report(ResultSet row) throws SQLException {
        return new ScrubReport(
                row.getObject("id", UUID.class),
                ScrubReport.State.valueOf(row.getString("state")),
                row.getTimestamp("started_at").toInstant(),
                instant(row.getTimestamp("ended_at")),
                row.getLong("paths"),
                row.getLong("bytes"),
                row.getLong("broken"),
                row.getLong("healed"),
                row.getString("reason"));
    }

    private static @Nullable Instant instant(@Nullable Timestamp time) {
        return time == null ? null : time.toInstant();
    }

    /** From now on nothing in the blob is served; false where no path is kept in it any more. */
    boolean quarantine(String blob, String reason) {
        return transactions.call(connection -> {
            try (var insert = connection.prepareStatement(
                    """
                    insert into cache_broken (blob, reason) select blob, ? from cache_path where blob = ?
                    on conflict (blob) do update set reason = excluded.reason
                    """)) {
                insert.setString(1, reason);
                insert.setString(2, blob);
                return insert.executeUpdate() == 1;
            }
        });
    }

    /** A blob that was read back whole is served again. */
    void acquit(String blob) {
        transactions.run(connection -> {
            try (var delete = connection.prepareStatement("delete from cache_broken where blob = ?")) {
                delete.setString(1, blob);
                delete.executeUpdate();
            }
        });
    }

    /** Paths that are not served now. */
    List<BrokenBlob> broken(int limit) {
        return transactions.call(connection -> {
            try (var query = connection.prepareStatement(
                    """
                    select p.hash, p.name, b.reason, b.found_at from cache_broken b join cache_path p on p.blob = b.blob
                    order by b.found_at, p.hash limit ?
                    """)) {
                query.setInt(1, limit);
                try (ResultSet rows = query.executeQuery()) {
                    var found = new ArrayList<BrokenBlob>();
                    while (rows.next()) {
                        found.add(new BrokenBlob(
                                new StorePath(rows.getString(1), rows.getString(2)).toString(),
                                rows.getString(3),
                                rows.getTimestamp(4).toInstant()));
                    }
                    return found;
                }
            }
        });
    }

    /** The path is kept in other bytes from now on; the old blob is left to the sweep of pending ones. */
    boolean replace(String old, StoredPath fresh, String owner) {
        return transactions.call(connection -> {
            try (var update = connection.prepareStatement(
                    "update cache_path set blob = ?, file_hash = ?, file_size = ? where blob = ? and nar_hash = ?")) {
                update.setString(1, fresh.blob());
                update.setBytes(2, fresh.file().hash().bytes());
                update.setLong(3, fresh.file().size());
                update.setString(4, old);
                update.setBytes(5, fresh.info().narHash().bytes());
                if (update.executeUpdate() == 0) {
                    return false;
                }
            }
            try (var move =
                    connection.prepareStatement("update cache_pending set blob = ?, owner = ? where blob = ?")) {
                move.setString(1, old);
                move.setString(2, owner);
                move.setString(3, fresh.blob());
                move.executeUpdate();
            }
            try (var delete = connection.prepareStatement("delete from cache_broken where blob = ?")) {
                delete.setString(1, old);
                delete.executeUpdate();
            }
            return true;
        });
    }
}
