package io.bursar.engine.write;

import io.bursar.engine.log.LogShape;
import io.bursar.engine.log.SipHash;
import io.bursar.engine.seal.KeyFilter;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/** The key filters of a book's sealed partitions. */
final class StoredFilters {
    private static final String SEALS = """
            SELECT partition, key_filter
            FROM ledger.seal
            WHERE book = ?
            ORDER BY partition
            """;

    private StoredFilters() {}

    /** Filters of the partitions sealed without a gap from the first. */
    static List<KeyFilter> load(Connection connection, LogShape shape) throws SQLException {
        List<KeyFilter> filters = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(SEALS)) {
            statement.setInt(1, shape.book());
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next() && rows.getInt(1) == filters.size()) {
                    byte[] stored = rows.getBytes(2);
                    filters.add(
                            stored.length == 0 ? made(connection, shape, filters.size()) : KeyFilter.fromBytes(stored));
                }
            }
        }
        return filters;
    }

    /** Those of a partition that was sealed when filters had another size are made from its keys: seconds a million. */
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
