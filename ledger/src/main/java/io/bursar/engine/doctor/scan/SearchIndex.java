package io.bursar.engine.doctor.scan;

import io.bursar.engine.log.SipHash;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * Recomputes by what the commands of each sealed partition are found, and holds the stored index against it. Keeps 8
 * bytes for each reference, kind, and name and value of metadata of one partition.
 */
public final class SearchIndex {
    private static final String INDEXED = "SELECT partition, entries FROM ledger.search_partition WHERE book = ?";
    private static final int PLACE_BITS = 24;
    private static final int TOKEN_BITS = 39;

    private final Differences differences;
    private final Map<Integer, Integer> indexed = new java.util.HashMap<>();
    private final TreeSet<Integer> unlooked = new TreeSet<>();
    private Partitions.Partition partition = new Partitions.Partition(0, 0, 0);
    private long[] expected = new long[1 << 12];
    private int size;
    private int waiting;

    private long stored;
    private long newest;
    private int matched;

    /** Told of what is not as it should be. */
    public interface Differences {
        void row(long seq, String what);

        void partition(int number, String what);
    }

    public SearchIndex(Snapshot snapshot, int book, Differences differences) throws SQLException {
        this.differences = differences;
        try (PreparedStatement statement = snapshot.query(INDEXED)) {
            statement.setInt(1, book);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    indexed.put(row.getInt(1), row.getInt(2));
                }
            }
        }
        unlooked.addAll(indexed.keySet());
    }

    /** Forgets the partition before. */
    public void begin(Partitions.Partition next) {
        partition = next;
        size = 0;
    }

    /** A row of the partition. */
    public void row(LogRow row) {
        if (row.leg != 0 || row.kind >= 16) {
            return;
        }
        if (row.kind != 1) {
            expect("k" + row.kind, row);
        }
        Map<String, @Nullable Object> detail = detail(row);
        if (detail.get("ref") instanceof String reference) {
            expect("r" + reference, row);
        }
        if (detail.get("meta") instanceof Map<?, ?> metadata) {
            metadata.forEach((name, value) -> {
                expect("m" + name + '\0' + value, row);
                expect("v" + value, row);
            });
        }
    }

    /** Empty for one that is none: that is another check's. */
    private static Map<String, @Nullable Object> detail(LogRow row) {
        if (row.detail == null) {
            return Map.of();
        }
        try {
            Map<String, @Nullable Object> fields = Json.parseObject(row.detail);
            return fields == null ? Map.of() : fields;
        } catch (JacksonException broken) {
            return Map.of();
        }
    }

    private void expect(String text, LogRow row) {
        if (size == expected.length) {
            expected = Arrays.copyOf(expected, size * 2);
        }
        long hash = SipHash.hash(text.getBytes(StandardCharsets.UTF_8)) >>> (Long.SIZE - TOKEN_BITS);
        expected[size++] = hash << PLACE_BITS | (row.seq - partition.lowSeq());
    }

    /** Compares with what is stored for the partition, which is sealed. */
    public void compare(Snapshot snapshot) throws SQLException {
        unlooked.remove(partition.number());
        Integer count = indexed.get(partition.number());
        if (count == null) {
            waiting++;
        }
        Arrays.sort(expected, 0, size);
        long[] distinct = Arrays.stream(expected, 0, size).distinct().toArray();
        stored = 0;
        newest = -1;
        matched = 0;
        snapshot.read(
                "SELECT first, entries FROM ledger.search_block WHERE book = " + partition.book() + " AND partition = "
                        + partition.number() + " ORDER BY first",
                block -> block(block.number(), block.bytes(), distinct));
        for (; count != null && matched < distinct.length; matched++) {
            lacks(distinct[matched]);
        }
        if (count == null ? stored != 0 : count != stored) {
            differences.partition(
                    partition.number(),
                    "its search index has " + stored + " entries, it should have " + (count == null ? 0 : count));
        }
    }

    private void block(long first, byte @Nullable [] bytes, long[] distinct) {
        ByteBuffer entries = ByteBuffer.wrap(bytes == null ? new byte[0] : bytes);
        if (entries.remaining() < Long.BYTES || entries.getLong(0) != first) {
            differences.partition(partition.number(), "a block of its search index begins otherwise than it says");
        }
        while (entries.remaining() >= Long.BYTES) {
            entry(entries.getLong(), distinct);
        }
    }

    private void entry(long entry, long[] distinct) {
        stored++;
        if (entry <= newest) {
            differences.row(seq(entry), "its entry in the search index does not stand in order");
            return;
        }
        newest = entry;
        while (matched < distinct.length && distinct[matched] < entry) {
            lacks(distinct[matched++]);
        }
        if (matched < distinct.length && distinct[matched] == entry) {
            matched++;
        } else {
            differences.row(seq(entry), "the search index finds it by something that it does not carry");
        }
    }

    private void lacks(long entry) {
        differences.row(seq(entry), "the search index lacks an entry of it: its kind, reference or metadata");
    }

    private long seq(long entry) {
        return partition.lowSeq() + (entry & ((1L << PLACE_BITS) - 1));
    }

    /** After the last partition. @return how many sealed partitions wait for their index */
    public int finish() {
        unlooked.forEach(number -> differences.partition(number, "it has a search index, but it is not sealed"));
        return waiting;
    }
}
