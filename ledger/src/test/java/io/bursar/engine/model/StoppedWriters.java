package io.bursar.engine.model;

import io.bursar.engine.write.LedgerEngine;
import io.bursar.postgres.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Holds a book's lock, so that all its writers wait at the beginning of their batches until this is closed. */
final class StoppedWriters implements AutoCloseable {
    private static final String WAITING = """
            SELECT count(*)
            FROM pg_locks
            WHERE locktype = 'advisory' AND NOT granted
                AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
            """;

    private final Connection connection;

    private StoppedWriters(Connection connection) {
        this.connection = connection;
    }

    static StoppedWriters of(TestDatabase database, int book) throws SQLException {
        StoppedWriters stopped = new StoppedWriters(database.connect());
        stopped.execute("SELECT pg_advisory_lock(%d)".formatted(LedgerEngine.appendLock(book)));
        return stopped;
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Waits until so many writers wait; lets them go when they do not come. */
    void await(int writers) throws SQLException {
        long limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (waiting() < writers) {
            if (System.nanoTime() > limit) {
                close();
                throw new AssertionError("after 30 seconds not " + writers + " writers wait for the book");
            }
            LockSupport.parkNanos(1_000_000);
        }
    }

    private int waiting() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(WAITING)) {
            row.next();
            return row.getInt(1);
        }
    }

    /** The lock goes with its session. */
    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
