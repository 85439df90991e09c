package io.firn.cache;

import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Runs short pieces of SQL, each in a transaction of its own; never call the cache from within another transaction. */
final class Transactions {
    /** SQL work on one connection. */
    @FunctionalInterface
    interface Work<T> {
        T on(Connection connection) throws SQLException;
    }

    /** SQL work without a result. */
    @FunctionalInterface
    interface Effect {
        void on(Connection connection) throws SQLException;
    }

    private final DataSource database;

    Transactions(DataSource database) {
        this.database = database;
    }

    void run(Effect effect) {
        call(connection -> {
            effect.on(connection);
            return true;
        });
    }

    <T> T call(Work<T> work) {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            try {
                T result = work.on(connection);
                connection.commit();
                return result;
            } catch (SQLException | RuntimeException e) {
                connection.rollback();
                throw e;
            } finally {
                connection.setAutoCommit(true);
            }
        } catch (SQLException e) {
            throw Fault.of(
                            FaultCode.UNAVAILABLE,
                            "Could not look into the cache's tables: " + e.getMessage() + ".",
                            "Look at the database, then try again.")
                    .causedBy(e);
        }
    }
}
