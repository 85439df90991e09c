package io.firn.db;

import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.UUID;

/** A running server of the embedded PostgreSQL, looked at from inside: is it ours, is it durable, has it our database? */
final class Server {
    private static final String NAME = "firn";
    private final Cluster cluster;
    private final int port;

    Server(Cluster cluster, int port) {
        this.cluster = cluster;
        this.port = port;
    }

    /** Why this server must not be used as it is, or empty where it is ours and as it should be. */
    Optional<String> whyNotOurs() {
        try (Connection connection = connect("postgres");
                Statement statement = connection.createStatement()) {
            // whoever answers must have our folder before its eyes: it is asked for a word that was just written there
            String word = UUID.randomUUID().toString();
            Path note = cluster.data().resolve("firn.note");
            Files.writeString(note, word);
            Files.setPosixFilePermissions(note, java.nio.file.attribute.PosixFilePermissions.fromString("rw-r--r--"));
            if (!word.equals(one(statement, "select pg_read_file('firn.note')"))) {
                return Optional.of("it runs on another data folder");
            }
            if (!PostgresBinaries.version().equals(one(statement, "show server_version"))) {
                return Optional.of("it is another version");
            }
            var wanted = new LinkedHashMap<>(Cluster.GUARANTEED);
            wanted.put("data_directory", cluster.data().toString());
            wanted.put("port", Integer.toString(port));
            for (Map.Entry<String, String> setting : wanted.entrySet()) {
                String value =
                        one(statement, "select setting from pg_settings where name = '" + setting.getKey() + "'");
                if (!setting.getValue().equals(value)) {
                    return Optional.of(setting.getKey() + " is '" + value + "'");
                }
            }
            return Optional.empty();
        } catch (SQLException | IOException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    /** Makes role and database of the service where they are missing. */
    Database prepared() {
        String password = cluster.password("service");
        var database = new Database("jdbc:postgresql://127.0.0.1:" + port + "/" + NAME, NAME, password);
        Path done = cluster.dir().resolve("prepared");
        if (Files.exists(done)) {
            return database;
        }
        try (Connection connection = connect("postgres");
                Statement statement = connection.createStatement()) {
            if (one(statement, "select 1 from pg_roles where rolname = '" + NAME + "'")
                    .isEmpty()) {
                statement.execute("create role " + NAME + " login");
            }
            // the password is base64url text of our own making: nothing in it to escape
            statement.execute("alter role " + NAME + " password '" + password + "'");
            if (one(statement, "select 1 from pg_database where datname = '" + NAME + "'")
                    .isEmpty()) {
                statement.execute("create database " + NAME + " owner " + NAME);
            }
            Files.writeString(done, NAME + "\n");
            return database;
        } catch (SQLException e) {
            throw Fault.of(
                            FaultCode.UNAVAILABLE,
                            "Could not prepare the embedded PostgreSQL: " + e.getMessage() + ".",
                            "Read the logs in '" + cluster.log() + "'.")
                    .causedBy(e);
        } catch (IOException e) {
            throw cluster.unusable(e);
        }
    }

    private Connection connect(String database) throws SQLException {
        var login = new Properties();
        login.setProperty("user", "postgres");
        login.setProperty("password", cluster.password("superuser"));
        login.setProperty("connectTimeout", "5");
        login.setProperty("socketTimeout", "30");
        try {
            // by name: its class file speaks of annotations that are not on our class path
            Class.forName("org.postgresql.Driver");
        } catch (ClassNotFoundException e) {
            throw new SQLException(e);
        }
        return DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + port + "/" + database, login);
    }

    private static String one(Statement statement, String query) throws SQLException {
        try (ResultSet rows = statement.executeQuery(query)) {
            return rows.next() ? rows.getString(1) : "";
        }
    }
}
