package io.firn.mirror;

import io.firn.mirror.Discoveries.Named;
import jakarta.inject.Singleton;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import javax.sql.DataSource;

/**
 * Hashes that registries told, written once and never changed: those of the installation's registries for all apps, those of an
 * app's own for that app. Its methods use transactions of their own.
 */
@Singleton
final class PinTable {
    private static final String WANTED =
            "join unnest(?::text[], ?::text[], ?::text[], ?::text[]) w (registry, name, version, file)"
                    + " using (registry, name, version, file)";

    private final DataSource database;

    PinTable(DataSource database) {
        this.database = database;
    }

    /** What is known for all apps. */
    Map<Named, String> known(Collection<Named> wanted) {
        String sql = "select p.registry, p.name, p.version, p.file, p.hash from source_pin p " + WANTED;
        return read(sql, wanted, List.of());
    }

    /** What is known for one app by its own registries. */
    Map<Named, String> known(UUID appId, Collection<Named> wanted) {
        String sql = "select p.registry, p.name, p.version, p.file, p.hash from app_source_pin p " + WANTED
                + " where p.app_id = ?";
        return read(sql, wanted, List.of(appId));
    }

    /** Keeps what is not known yet for all apps. */
    void keep(Map<Named, String> answers) {
        write(
                """
                insert into source_pin (registry, name, version, file, hash)
                select * from unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[]) on conflict do nothing
                """,
                answers,
                List.of());
    }

    /** Keeps what an app's own registries told, for that app. */
    void keep(UUID appId, Map<Named, String> answers) {
        write(
                """
                insert into app_source_pin (registry, name, version, file, hash, app_id)
                select w.*, ? from unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[]) w on conflict do nothing
                """,
                answers,
                List.of(appId));
    }

    private Map<Named, String> read(String sql, Collection<Named> wanted, List<Object> last) {
        var known = new HashMap<Named, String>();
        try (Connection connection = database.getConnection();
                PreparedStatement query = connection.prepareStatement(sql)) {
            int at = columns(connection, query, List.copyOf(wanted), 1);
            for (Object value : last) {
                query.setObject(at++, value);
            }
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    known.put(
                            new Named(rows.getString(1), rows.getString(2), rows.getString(3), rows.getString(4)),
                            rows.getString(5));
                }
            }
        } catch (SQLException e) {
            throw SourceRegistry.unavailable(e);
        }
        return known;
    }

    private void write(String sql, Map<Named, String> answers, List<Object> first) {
        if (answers.isEmpty()) {
            return;
        }
        var files = new ArrayList<>(answers.keySet());
        try (Connection connection = database.getConnection();
                PreparedStatement insert = connection.prepareStatement(sql)) {
            int at = 1;
            for (Object value : first) {
                insert.setObject(at++, value);
            }
            at = columns(connection, insert, files, at);
            insert.setArray(at, column(connection, files, answers::get));
            insert.executeUpdate();
        } catch (SQLException e) {
            throw SourceRegistry.unavailable(e);
        }
    }

    private static int columns(Connection connection, PreparedStatement statement, List<Named> files, int from)
            throws SQLException {
        int at = from;
        for (Function<Named, String> field :
                List.<Function<Named, String>>of(Named::registry, Named::name, Named::version, Named::file)) {
            statement.setArray(at++, column(connection, files, field));
        }
        return at;
    }

    private static Array column(Connection connection, List<Named> files, Function<Named, String> field)
            throws SQLException {
        return connection.createArrayOf("text", files.stream().map(field).toArray());
    }
}
