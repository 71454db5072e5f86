package io.bursar.engine.seal;

import io.bursar.engine.EntryKind;
import io.bursar.engine.LedgerId;
import io.bursar.engine.log.LogShape;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;

/**
 * Indexes, one after another, partitions that were sealed without a search index or whose index was forgotten, newest
 * first. Each is one commit: whatever is cut off half-way is done again, and of several nodes one does it.
 */
final class SearchBackfill {
    private static final long LOOK_NS = 30_000_000_000L;
    private static final int FETCH_ROWS = 5_000;

    private static final String MISSING = """
            SELECT s.partition
            FROM ledger.seal s
            WHERE s.book = ?
                AND NOT EXISTS (
                    SELECT FROM ledger.search_partition i WHERE i.book = s.book AND i.partition = s.partition)
            ORDER BY s.partition DESC
            LIMIT 1
            """;

    private static final String COMMANDS = """
            SELECT seq, kind, detail
            FROM ledger.log_%d_%d
            WHERE leg = 0 AND kind < 16 AND (kind <> 1 OR detail IS NOT NULL)
            """;

    private final LogShape shape;
    private final BooleanSupplier stopped;
    private long nextLookNs = System.nanoTime();

    /** @param stopped asked now and then: whether to give up what is under way */
    SearchBackfill(LogShape shape, BooleanSupplier stopped) {
        this.shape = shape;
        this.stopped = stopped;
    }

    /** Whether it is time to look again. */
    boolean isDue() {
        return System.nanoTime() - nextLookNs >= 0;
    }

    /** Indexes one partition that has no index; when there is none, looks again in a while. */
    void step(Connection connection) throws SQLException {
        OptionalInt missing = missing(connection);
        if (missing.isEmpty() || !index(connection, missing.getAsInt())) {
            nextLookNs = System.nanoTime() + LOOK_NS;
        }
    }

    private OptionalInt missing(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(MISSING)) {
            statement.setInt(1, shape.book());
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? OptionalInt.of(row.getInt(1)) : OptionalInt.empty();
            }
        }
    }

    /** @return false when another node is at it, or when this one stops */
    private boolean index(Connection connection, int partition) throws SQLException {
        connection.setAutoCommit(false);
        try {
            if (!Sealer.tryLock(connection, shape, partition) || !isStillMissing(connection, partition)) {
                return false;
            }
            SearchEntries entries = new SearchEntries();
            if (!read(connection, partition, entries)) {
                return false;
            }
            entries.write(connection, shape, partition);
            connection.commit();
            return true;
        } finally {
            // What was not committed has no effect; after a commit there is nothing to roll back.
            connection.rollback();
            connection.setAutoCommit(true);
        }
    }

    private boolean isStillMissing(Connection connection, int partition) throws SQLException {
        OptionalInt missing = missing(connection);
        return missing.isPresent() && missing.getAsInt() == partition;
    }

    private boolean read(Connection connection, int partition, SearchEntries into) throws SQLException {
        long base = LedgerId.of(shape.book(), (long) partition << shape.partitionBits());
        try (PreparedStatement statement = connection.prepareStatement(COMMANDS.formatted(shape.book(), partition))) {
            statement.setFetchSize(FETCH_ROWS);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    into.add((int) (row.getLong(1) - base), EntryKind.of(row.getInt(2)), row.getString(3));
                    if (stopped.getAsBoolean()) {
                        return false;
                    }
                }
            }
        }
        return true;
    }
}
