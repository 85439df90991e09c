package io.firn.db;

import io.firn.exec.LocalExecutor;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/** A service for {@link EmbeddedPostgresTest} to kill: writes rows as fast as it can and says each one once it is committed. */
final class Writer {
    private Writer() {}

    public static void main(String... args) throws SQLException {
        Database database =
                new EmbeddedPostgres(Path.of(args[0]), Path.of(args[1]), "nobody", new LocalExecutor()).start();
        try (Connection connection = open(database)) {
            connection
                    .createStatement()
                    .execute("create table if not exists written (id text primary key, filler text)");
        }
        for (int i = 0; i < 4; i++) {
            String prefix = args[2] + "-" + i + "-";
            Thread.ofPlatform().start(() -> write(database, prefix));
        }
    }

    private static Connection open(Database database) throws SQLException {
        return DriverManager.getConnection(database.url(), database.user(), database.password());
    }

    private static void write(Database database, String prefix) {
        try (Connection connection = open(database);
                PreparedStatement insert =
                        connection.prepareStatement("insert into written (id, filler) values (?, repeat('x', 300))")) {
            for (int i = 0; ; i++) {
                String id = prefix + i;
                insert.setString(1, id);
                insert.executeUpdate();
                synchronized (Writer.class) {
                    System.out.println(id);
                }
            }
        } catch (SQLException e) {
            System.exit(3);
        }
    }
}
