package io.bursar.engine.doctor.scan;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/**
 * One moment of the database, seen by two connections. The first keeps the moment and reads small tables; the second
 * reads partitions in transactions of their own, so that none stays locked while the next one is read: sealing waits
 * for a partition at most as long as that partition is being read.
 */
public final class Snapshot implements AutoCloseable {
    private static final int FETCH_ROWS = 2_000;
    /** Sorting is for partitions without an index only; the others are read through their key, which lies in order. */
    private static final String SETTINGS = """
            SET LOCAL statement_timeout = 0;
            SET LOCAL idle_in_transaction_session_timeout = 0;
            SET LOCAL work_mem = '64MB';
            SET LOCAL enable_sort = off;
            SET LOCAL jit = off;
            SET LOCAL TimeZone = 'UTC'
            """;

    private final Connection keeper;
    private final Connection reader;
    private final String name;

    private Snapshot(Connection keeper, Connection reader) throws SQLException {
        this.keeper = keeper;
        this.reader = reader;
        begin(keeper);
        reader.setAutoCommit(false);
        try (Statement statement = keeper.createStatement();
                ResultSet exported = statement.executeQuery("SELECT pg_export_snapshot()")) {
            exported.next();
            name = exported.getString(1);
        }
    }

    public static Snapshot of(DataSource database) throws SQLException {
        Connection keeper = database.getConnection();
        try {
            return new Snapshot(keeper, database.getConnection());
        } catch (SQLException failed) {
            keeper.close();
            throw failed;
        }
    }

    private static void begin(Connection connection) throws SQLException {
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
            statement.execute(SETTINGS);
        }
    }

    /** A query over a small table, read row by row. */
    public PreparedStatement query(String sql) throws SQLException {
        PreparedStatement statement = keeper.prepareStatement(sql);
        statement.setFetchSize(FETCH_ROWS);
        return statement;
    }

    /** Reads a partition, or another large table, as of this moment. */
    public void read(String query, RowReader rows) throws SQLException {
        begin(reader);
        try (Statement statement = reader.createStatement()) {
            statement.execute("SET TRANSACTION SNAPSHOT '" + name + "'");
        }
        try (BinaryCopy copy = new BinaryCopy(reader, query)) {
            while (copy.next()) {
                rows.row(copy);
            }
        } finally {
            reader.rollback();
        }
    }

    /** Takes one row's columns. */
    @FunctionalInterface
    public interface RowReader {
        void row(BinaryCopy columns) throws SQLException;
    }

    @Override
    public void close() throws SQLException {
        try (keeper;
                reader) {
            reader.rollback();
            keeper.rollback();
            reader.setAutoCommit(true);
            keeper.setAutoCommit(true);
        }
    }
}
