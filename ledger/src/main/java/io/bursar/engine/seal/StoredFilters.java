package io.bursar.engine.seal;

import io.bursar.engine.log.LogShape;
import io.bursar.engine.log.SipHash;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * The key filters of a book's sealed partitions, as they are stored. One that is not of the size that they have today
 * (emptied by a migration, or cut short) counts as absent and is made from the partition's keys, which takes one to two
 * seconds a million rows each time that the book is opened: a seal is never updated.
 */
public final class StoredFilters {
    private static final String ALL = """
            SELECT partition, key_filter
            FROM ledger.seal
            WHERE book = ?
            ORDER BY partition
            """;

    private static final String ONE = """
            SELECT key_filter
            FROM ledger.seal
            WHERE book = ? AND partition = ?
            """;

    private StoredFilters() {}

    /** Filters of the partitions sealed without a gap from the first. */
    public static List<KeyFilter> load(Connection connection, LogShape shape) throws SQLException {
        List<KeyFilter> filters = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(ALL)) {
            statement.setInt(1, shape.book());
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next() && rows.getInt(1) == filters.size()) {
                    filters.add(filter(connection, shape, filters.size(), rows.getBytes(2)));
                }
            }
        }
        return filters;
    }

    /** Of one partition; null: it is not sealed. */
    static @Nullable KeyFilter find(Connection connection, LogShape shape, int partition) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(ONE)) {
            statement.setInt(1, shape.book());
            statement.setInt(2, partition);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? filter(connection, shape, partition, row.getBytes(1)) : null;
            }
        }
    }

    private static KeyFilter filter(Connection connection, LogShape shape, int partition, byte[] stored)
            throws SQLException {
        return stored.length == KeyFilter.bytes(shape.partitionBits())
                ? KeyFilter.fromBytes(stored)
                : made(connection, shape, partition);
    }

    private static KeyFilter made(Connection connection, LogShape shape, int partition) throws SQLException {
        String sql = "SELECT key FROM ledger.log_" + shape.book() + "_" + partition + " WHERE key IS NOT NULL";
        LongStream.Builder hashes = LongStream.builder();
        try (PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                hashes.add(SipHash.hash(rows.getBytes(1)));
            }
        }
        return KeyFilter.of(hashes.build().toArray(), shape.partitionBits());
    }
}
