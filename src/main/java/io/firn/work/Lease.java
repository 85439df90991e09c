package io.firn.work;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * The right to work on one thing, for as long as it is renewed. It can be lost at any time (a frozen process, a lost
 * database): check {@link #held()} before an effect outside the database, call {@link #fence()} inside each transaction.
 */
public interface Lease extends AutoCloseable {
    /** What is worked on. */
    String name();

    /** Grows with each change of hands; stored beside effects, it tells which holder made them. */
    long epoch();

    /**
     * Makes sure, within the caller's transaction and until its end, that nobody took the work over; else a
     * {@code CONFLICT} fault, after which the holder must stop.
     */
    void fence();

    /** The same on a connection whose transaction the caller runs by hand. */
    void fence(Connection connection) throws SQLException;

    /** Whether the lease held a moment ago, judged by this machine's own clock; no promise for the next one. */
    boolean held();

    /** Gives the work back, so that another may take it at once. */
    @Override
    void close();
}
