package io.firn.cache;

import java.sql.Connection;
import java.sql.SQLException;

/** Stops a collector that was replaced: asked within each of its transactions, before anything is changed there. */
@FunctionalInterface
interface Fence {
    /** Throws a fault where another one collects by now. */
    void check(Connection connection) throws SQLException;
}
