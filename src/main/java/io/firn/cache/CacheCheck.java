package io.firn.cache;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * Compares what the database says of the cache with the blobs that there are. Uploads and collections may go on beside it:
 * each finding is looked at a second time before it counts. The bytes themselves are not read; that is the scrub's work.
 */
final class CacheCheck {
    private static final int PAGE = 1000;
    private static final String OWNED =
            """
            exists (select 1 from cache_path p where p.blob = k) or exists (select 1 from org_cache_path p where p.blob = k)
            or exists (select 1 from cache_remote_path p where p.blob = k)
            or exists (select 1 from cache_pending p where p.blob = k)
            """;

    private final Transactions transactions;
    private final BlobStore blobs;
    private final CacheRepair repair;

    CacheCheck(Transactions transactions, BlobStore blobs) {
        this.transactions = transactions;
        this.blobs = blobs;
        this.repair = new CacheRepair(transactions, blobs);
    }

    /** Looks only. */
    CheckReport look() {
        return check(false);
    }

    /** Looks, and puts right what can be: see {@link CheckReport.Kind}. */
    CheckReport repair() {
        return check(true);
    }

    private CheckReport check(boolean repairing) {
        var report = new CheckReport.Builder(repairing);
        // The store first: a blob that is there now has had its note before, whatever becomes of it meanwhile.
        List<String> keys = blobs.list("");
        report.blobs(keys.size());
        for (int from = 0; from < keys.size(); from += PAGE) {
            List<String> page = keys.subList(from, Math.min(keys.size(), from + PAGE));
            for (String unknown : transactions.call(connection -> unowned(connection, page))) {
                report.add(CheckReport.Kind.UNKNOWN_BLOB, unknown, "no path and no upload owns it");
                if (repairing) {
                    repair.drop(unknown);
                }
            }
        }
        for (CacheTables tables : transactions.call(CacheTables::all)) {
            paths(tables, report, repairing);
            references(tables, report);
        }
        report.pending(transactions.call(connection -> count(connection, "select count(*) from cache_pending")));
        return report.build();
    }

    static List<String> unowned(Connection connection, List<String> keys) throws SQLException {
        try (var query = connection.prepareStatement("select k from unnest(?) k where not (" + OWNED + ")")) {
            query.setArray(1, connection.createArrayOf("text", keys.toArray()));
            return Garbage.texts(query);
        }
    }

    private record Row(String hash, String name, String blob, long size) {}

    private void paths(CacheTables tables, CheckReport.Builder report, boolean repairing) {
        String after = "";
        while (true) {
            String from = after;
            List<Row> page = transactions.call(connection -> page(connection, tables, from));
            report.paths(page.size());
            for (Row row : page) {
                OptionalLong size = blobs.size(row.blob);
                if (size.isPresent() && size.getAsLong() == row.size) {
                    continue;
                }
                if (transactions.call(connection -> still(connection, tables, row))) {
                    report.add(
                            size.isEmpty() ? CheckReport.Kind.MISSING_BYTES : CheckReport.Kind.WRONG_SIZE,
                            "/nix/store/" + row.hash + "-" + row.name,
                            size.isEmpty()
                                    ? "its blob '" + row.blob + "' is not in the store"
                                    : "its blob has " + size.getAsLong() + " bytes, and should have " + row.size);
                    if (repairing) {
                        report.gaveUp(repair.invalidate(tables, row.hash));
                    }
                }
            }
            if (page.size() < PAGE) {
                return;
            }
            after = page.getLast().hash;
        }
    }

    private static List<Row> page(Connection connection, CacheTables tables, String after) throws SQLException {
        String sql = "select p.hash, p.name, p.blob, p.file_size from " + tables.paths() + " p where p.hash > ? and "
                + tables.holds("p") + " order by p.hash limit " + PAGE;
        try (var query = connection.prepareStatement(sql)) {
            query.setString(1, after);
            try (ResultSet rows = query.executeQuery()) {
                var found = new ArrayList<Row>();
                while (rows.next()) {
                    found.add(new Row(rows.getString(1), rows.getString(2), rows.getString(3), rows.getLong(4)));
                }
                return found;
            }
        }
    }

    private static boolean still(Connection connection, CacheTables tables, Row row) throws SQLException {
        String sql = "select 1 from " + tables.paths() + " p where p.hash = ? and p.blob = ? and " + tables.holds("p");
        try (var query = connection.prepareStatement(sql)) {
            query.setString(1, row.hash);
            query.setString(2, row.blob);
            try (ResultSet found = query.executeQuery()) {
                return found.next();
            }
        }
    }

    /** The database's own constraints forbid it; a restored or edited one may still have it. */
    private void references(CacheTables tables, CheckReport.Builder report) {
        String sql =
                """
                select x.path, x.reference from %1$s x where %2$s and (
                    not exists (select 1 from %3$s p where p.hash = x.reference and %4$s)
                    or not exists (select 1 from %3$s p where p.hash = x.path and %4$s)) limit 1000
                """
                        .formatted(tables.references(), tables.holds("x"), tables.paths(), tables.holds("p"));
        transactions.run(connection -> {
            try (var query = connection.prepareStatement(sql);
                    ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    report.add(
                            CheckReport.Kind.DANGLING_REFERENCE,
                            rows.getString(1),
                            "it refers to '" + rows.getString(2) + "', which is not in the cache");
                }
            }
        });
    }

    private static long count(Connection connection, String sql) throws SQLException {
        try (var query = connection.prepareStatement(sql);
                ResultSet row = query.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }
}
