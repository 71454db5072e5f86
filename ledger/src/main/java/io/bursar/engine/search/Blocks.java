package io.bursar.engine.search;

import io.bursar.engine.log.Queries;
import java.nio.ByteBuffer;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/** Reads the search indexes of sealed partitions, a block at a time. */
final class Blocks {
    /** The block in which an entry stands, if it is there, of each of some partitions. */
    private static final String OF_PARTITIONS = """
            SELECT p.partition, b.entries
            FROM ledger.search_partition p
            LEFT JOIN LATERAL (
                SELECT s.entries
                FROM ledger.search_block s
                WHERE s.book = p.book AND s.partition = p.partition AND s.first <= ?
                ORDER BY s.first DESC
                LIMIT 1) b ON true
            WHERE p.book = ? AND p.partition BETWEEN ? AND ?
            """;

    private static final String AT = """
            SELECT entries
            FROM ledger.search_block
            WHERE book = ? AND partition = ? AND first <= ?
            ORDER BY first DESC
            LIMIT 1
            """;

    private static final String AFTER = """
            SELECT entries
            FROM ledger.search_block
            WHERE book = ? AND partition = ? AND first > ?
            ORDER BY first
            LIMIT 1
            """;

    private static final String WITHOUT_INDEX = """
            SELECT count(*)
            FROM ledger.seal s
            WHERE s.book = ?
                AND NOT EXISTS (
                    SELECT FROM ledger.search_partition i WHERE i.book = s.book AND i.partition = s.partition)
            """;

    private static final long[] NONE = {};

    private final Queries queries;
    private final int book;

    Blocks(Queries queries, int book) {
        this.queries = queries;
        this.book = book;
    }

    /** Partitions from a first to a last one, both included. */
    record Range(int first, int last) {}

    /**
     * Of each partition that is indexed, the block that begins last of those that begin at or before an entry; empty
     * when none does.
     */
    Map<Integer, long[]> ofPartitions(Range range, long entry) {
        return queries.run(connection -> {
            Map<Integer, long[]> blocks = new HashMap<>();
            try (PreparedStatement statement = connection.prepareStatement(OF_PARTITIONS)) {
                statement.setLong(1, entry);
                statement.setInt(2, book);
                statement.setInt(3, range.first());
                statement.setInt(4, range.last());
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        byte[] bytes = row.getBytes(2);
                        blocks.put(row.getInt(1), bytes == null ? NONE : longs(bytes));
                    }
                }
            }
            return blocks;
        });
    }

    /** The block that begins last of those that begin at or before an entry; empty when none does. */
    long[] at(int partition, long entry) {
        return block(AT, partition, entry);
    }

    /** The block that begins first of those that begin after an entry; empty when none does. */
    long[] after(int partition, long entry) {
        return block(AFTER, partition, entry);
    }

    private long[] block(String sql, int partition, long entry) {
        return queries.run(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                statement.setInt(1, book);
                statement.setInt(2, partition);
                statement.setLong(3, entry);
                return one(statement);
            }
        });
    }

    private static long[] one(PreparedStatement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery()) {
            return row.next() ? longs(row.getBytes(1)) : NONE;
        }
    }

    int partitionsWithoutIndex() {
        return queries.run(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(WITHOUT_INDEX)) {
                statement.setInt(1, book);
                try (ResultSet row = statement.executeQuery()) {
                    row.next();
                    return row.getInt(1);
                }
            }
        });
    }

    private static long[] longs(byte[] bytes) {
        long[] values = new long[bytes.length / Long.BYTES];
        ByteBuffer.wrap(bytes).asLongBuffer().get(values);
        return values;
    }
}
