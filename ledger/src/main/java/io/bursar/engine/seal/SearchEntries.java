package io.bursar.engine.seal;

import io.bursar.engine.EntryKind;
import io.bursar.engine.log.LogMemory;
import io.bursar.engine.log.LogShape;
import io.bursar.engine.log.SearchTokens;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Writes by what the commands of a full partition can be found: entries of {@link SearchTokens}, sorted, in blocks. A
 * block is one row of a table that only grows at its end, so writing costs the same however many partitions there are.
 */
final class SearchEntries {
    /** Keeps a row below the size from which PostgreSQL would store it elsewhere. */
    private static final int BLOCK_ENTRIES = 240;

    private static final int ROWS_A_ROUND_TRIP = 256;

    private static final String WRITE_BLOCK = """
            INSERT INTO ledger.search_block (first, book, partition, entries)
            VALUES (?, ?, ?, ?)
            """;

    private static final String WRITE_PARTITION = """
            INSERT INTO ledger.search_partition (book, partition, entries)
            VALUES (?, ?, ?)
            """;

    private long[] entries = new long[1 << 12];
    private int size;

    /** Those of a partition that memory has. */
    static SearchEntries of(LogMemory memory, int partition) {
        SearchEntries entries = new SearchEntries();
        long base = (long) partition << memory.partitionBits();
        int rows = 1 << memory.partitionBits();
        for (int place = partition == 0 ? 1 : 0; place < rows; place++) {
            long position = base + place;
            if (memory.leg(position) == 0) {
                entries.add(place, EntryKind.of(memory.kind(position)), memory.detail(position));
            }
        }
        return entries;
    }

    /** Adds a command by its first row. */
    void add(int place, EntryKind kind, @Nullable String detail) {
        SearchTokens.each(kind, detail, token -> {
            if (size == entries.length) {
                entries = Arrays.copyOf(entries, size * 2);
            }
            entries[size++] = SearchTokens.entry(token, place);
        });
    }

    /** Stores them, in the caller's transaction. */
    void write(Connection connection, LogShape shape, int partition) throws SQLException {
        Arrays.sort(entries, 0, size);
        long[] distinct = distinct();
        try (PreparedStatement statement = connection.prepareStatement(WRITE_BLOCK)) {
            int waiting = 0;
            for (int from = 0; from < distinct.length; from += BLOCK_ENTRIES) {
                int to = Math.min(distinct.length, from + BLOCK_ENTRIES);
                statement.setLong(1, distinct[from]);
                statement.setInt(2, shape.book());
                statement.setInt(3, partition);
                statement.setBytes(4, bytes(distinct, from, to));
                statement.addBatch();
                if (++waiting == ROWS_A_ROUND_TRIP) {
                    statement.executeBatch();
                    waiting = 0;
                }
            }
            statement.executeBatch();
        }
        try (PreparedStatement statement = connection.prepareStatement(WRITE_PARTITION)) {
            statement.setInt(1, shape.book());
            statement.setInt(2, partition);
            statement.setInt(3, distinct.length);
            statement.execute();
        }
    }

    private long[] distinct() {
        int kept = 0;
        for (int i = 0; i < size; i++) {
            if (i == 0 || entries[i] != entries[kept - 1]) {
                entries[kept++] = entries[i];
            }
        }
        return Arrays.copyOf(entries, kept);
    }

    private static byte[] bytes(long[] values, int from, int to) {
        ByteBuffer buffer = ByteBuffer.allocate((to - from) * Long.BYTES);
        buffer.asLongBuffer().put(values, from, to - from);
        return buffer.array();
    }
}
