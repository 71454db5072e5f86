package io.bursar.engine.write;

import io.bursar.engine.LedgerId;
import io.bursar.engine.log.LogMemory;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/** The writer's statements on its own connection: lock, tail, batch row, commit. */
final class BookStore implements AutoCloseable {
    /** Names the advisory locks of books among all others of the database. */
    private static final long LOCK_SPACE = 0x6275_7273_6172L << 18;

    /**
     * All that this connection asks is a few rows by an index. Of "number >= ?" the planner would assume a third of a
     * table that has no statistics yet, and read it whole, before every batch. And the same way whatever is asked for:
     * to plan the statements of riders anew for each batch costs half as much as to run them.
     */
    private static final String PLAN_BY_INDEX = """
            SET enable_seqscan = off;
            SET enable_bitmapscan = off;
            SET enable_sort = off;
            SET plan_cache_mode = force_generic_plan
            """;

    private static final String PLAN_AS_USUAL = """
            RESET enable_seqscan;
            RESET enable_bitmapscan;
            RESET enable_sort;
            RESET plan_cache_mode
            """;

    private static final String LOCK_AND_TAIL = """
            SELECT pg_advisory_xact_lock(?);
            SELECT number, nonce, first_seq, last_seq, (extract(epoch FROM at) * 1000000)::int8
            FROM ledger.batch
            WHERE book = ? AND number >= ?
            ORDER BY number;
            SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::int8
            """;

    private static final String TAIL = """
            SELECT number, nonce, first_seq, last_seq, (extract(epoch FROM at) * 1000000)::int8
            FROM ledger.batch
            WHERE book = ? AND number >= ?
            ORDER BY number;
            SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::int8
            """;

    private static final String APPEND_AND_COMMIT = """
            INSERT INTO ledger.batch (book, number, nonce, first_seq, last_seq, at)
            VALUES (?, ?, ?, ?, ?, timestamptz 'epoch' + ? * interval '1 microsecond');
            COMMIT
            """;

    /** Batches from the one asked for on, and the database's clock, which is the book's. */
    record Tail(List<BatchRow> batches, long clockMicros) {}

    /** The advisory lock of whoever appends to a book. */
    static long lockOf(int book) {
        return LOCK_SPACE | book;
    }

    private final DataSource database;
    private final int book;
    private @Nullable Connection connection;
    private @Nullable PreparedStatement lockAndTail;
    private @Nullable PreparedStatement appendAndCommit;

    BookStore(DataSource database, int book) {
        this.database = database;
        this.book = book;
    }

    /** The connection, opened if need be. */
    Connection connection() throws SQLException {
        Connection open = connection;
        if (open == null) {
            open = database.getConnection();
            open.setAutoCommit(true);
            try (Statement statement = open.createStatement()) {
                statement.execute(PLAN_BY_INDEX);
            }
            connection = open;
            lockAndTail = open.prepareStatement(LOCK_AND_TAIL);
            appendAndCommit = open.prepareStatement(APPEND_AND_COMMIT);
        }
        return open;
    }

    PGConnection copyConnection() throws SQLException {
        return connection().unwrap(PGConnection.class);
    }

    /** Begins a transaction, takes the book's lock and reads the batches from {@code fromNumber} on. */
    Tail begin(long fromNumber) throws SQLException {
        connection().setAutoCommit(false);
        PreparedStatement statement = java.util.Objects.requireNonNull(lockAndTail);
        statement.setLong(1, lockOf(book));
        statement.setInt(2, book);
        statement.setLong(3, fromNumber);
        statement.execute();
        statement.getResultSet().close();
        statement.getMoreResults();
        return readTail(statement);
    }

    /** Batches from {@code fromNumber} on, without the lock. */
    Tail tail(long fromNumber) throws SQLException {
        connection().setAutoCommit(true);
        try (PreparedStatement statement = connection().prepareStatement(TAIL)) {
            statement.setInt(1, book);
            statement.setLong(2, fromNumber);
            statement.execute();
            return readTail(statement);
        }
    }

    private static Tail readTail(PreparedStatement statement) throws SQLException {
        List<BatchRow> batches = readBatches(statement.getResultSet());
        statement.getMoreResults();
        try (ResultSet clock = statement.getResultSet()) {
            clock.next();
            return new Tail(batches, clock.getLong(1));
        }
    }

    private static List<BatchRow> readBatches(ResultSet rows) throws SQLException {
        List<BatchRow> batches = new ArrayList<>();
        try (rows) {
            while (rows.next()) {
                batches.add(new BatchRow(
                        rows.getLong(1),
                        rows.getLong(2),
                        LedgerId.position(rows.getLong(3)),
                        LedgerId.position(rows.getLong(4)),
                        rows.getLong(5)));
            }
        }
        return batches;
    }

    /** Appends the batch row, which is the guard, and commits, in one round trip. */
    void appendAndCommit(BatchRow batch) throws SQLException {
        PreparedStatement statement = java.util.Objects.requireNonNull(appendAndCommit);
        statement.setInt(1, book);
        statement.setLong(2, batch.number());
        statement.setLong(3, batch.nonce());
        statement.setLong(4, LedgerId.of(book, batch.first()));
        statement.setLong(5, LedgerId.of(book, batch.last()));
        statement.setLong(6, batch.atMicros());
        statement.execute();
        connection().setAutoCommit(true);
    }

    /** Ends the transaction without effect. */
    void rollback() throws SQLException {
        Connection open = connection;
        if (open != null && !open.getAutoCommit()) {
            open.rollback();
            open.setAutoCommit(true);
        }
    }

    /** Makes sure that a partition of the log exists. */
    static void addPartition(Connection on, LogMemory memory, int partition) throws SQLException {
        try (PreparedStatement add = on.prepareStatement("SELECT ledger.add_partition(?, ?)")) {
            add.setInt(1, memory.book());
            add.setInt(2, partition);
            add.execute();
        }
    }

    /** Gives the connection up, whatever state it is in; the next use opens another. */
    void abandon() {
        Connection open = connection;
        connection = null;
        lockAndTail = null;
        appendAndCommit = null;
        if (open != null) {
            try {
                open.abort(Runnable::run);
                open.close();
            } catch (SQLException broken) {
                // It was broken already; that is why it is given up.
                return;
            }
        }
    }

    @Override
    public void close() {
        Connection open = connection;
        connection = null;
        if (open != null) {
            try (Statement statement = open.createStatement()) {
                statement.execute(PLAN_AS_USUAL);
                open.close();
            } catch (SQLException broken) {
                // Nothing depends on it any more.
                return;
            }
        }
    }
}
