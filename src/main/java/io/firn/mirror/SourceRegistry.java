package io.firn.mirror;

import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import io.firn.nix.ContentAddress.Algorithm;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import javax.sql.DataSource;

/**
 * Which hashes the mirror answers for: those that a lock file named. What is not registered is not fetched, whoever asks. Its
 * methods use transactions of their own.
 */
@Singleton
public final class SourceRegistry {
    private final DataSource database;

    SourceRegistry(DataSource database) {
        this.database = database;
    }

    /** Adds files; those that are known already stay as they are. */
    public void register(Collection<SourceFile> files) {
        if (files.isEmpty()) {
            return;
        }
        String sql =
                """
                insert into source_file (algorithm, hex, registry, file)
                select * from unnest(?::text[], ?::text[], ?::text[], ?::text[]) on conflict do nothing
                """;
        try (Connection connection = database.getConnection();
                var insert = connection.prepareStatement(sql)) {
            insert.setArray(
                    1,
                    column(
                            connection,
                            files.stream().map(file -> file.algorithm().label()).toList()));
            insert.setArray(
                    2, column(connection, files.stream().map(SourceFile::hex).toList()));
            insert.setArray(
                    3,
                    column(connection, files.stream().map(SourceFile::registry).toList()));
            insert.setArray(
                    4, column(connection, files.stream().map(SourceFile::file).toList()));
            insert.executeUpdate();
        } catch (SQLException e) {
            throw unavailable(e);
        }
    }

    /** Where a hash may be fetched from; empty where nobody registered it. */
    List<SourceFile> find(Algorithm algorithm, String hex) {
        String sql = "select registry, file from source_file where algorithm = ? and hex = ? order by 1, 2";
        try (Connection connection = database.getConnection();
                var query = connection.prepareStatement(sql)) {
            query.setString(1, algorithm.label());
            query.setString(2, hex);
            try (ResultSet rows = query.executeQuery()) {
                var found = new ArrayList<SourceFile>();
                while (rows.next()) {
                    found.add(new SourceFile(algorithm, hex, rows.getString(1), rows.getString(2)));
                }
                return found;
            }
        } catch (SQLException e) {
            throw unavailable(e);
        }
    }

    private static java.sql.Array column(Connection connection, List<String> values) throws SQLException {
        return connection.createArrayOf("text", values.toArray());
    }

    static Fault unavailable(SQLException e) {
        return Fault.of(
                        FaultCode.UNAVAILABLE,
                        "Could not look into the table of sources: " + e.getMessage() + ".",
                        "Look at the database, then try again.")
                .causedBy(e);
    }
}
