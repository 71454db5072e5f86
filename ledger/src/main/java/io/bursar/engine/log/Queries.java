package io.bursar.engine.log;

import io.bursar.engine.LedgerException;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Runs queries, each on a connection of its own. */
public final class Queries {
    /** Reads something by one statement or more, each its own transaction. */
    public interface Query<T> {
        T run(Connection connection) throws SQLException;
    }

    private final DataSource database;

    public Queries(DataSource database) {
        this.database = database;
    }

    /** @throws LedgerException when the database cannot be used */
    public <T> T run(Query<T> query) {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(true);
            return query.run(connection);
        } catch (SQLException failed) {
            throw new LedgerException(
                    LedgerException.Reason.UNKNOWN, "reading the ledger: " + failed.getMessage(), failed);
        }
    }
}
