package io.bursar.engine.search;

import io.bursar.engine.EntryKind;
import io.bursar.engine.LedgerId;
import io.bursar.engine.Slice;
import io.bursar.engine.log.LogMemory;
import io.bursar.engine.log.Queries;
import io.bursar.engine.log.SearchTokens;
import io.bursar.engine.state.BookState;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Ids of commands that may be wanted, by their first rows, through the log in one direction. Each stretch of it is
 * looked for anew where it then is, in memory or in a sealed partition, so that nothing is missed or repeated while
 * rows are sealed and leave memory.
 */
final class LogSource implements Source<Long> {
    /** Rows of memory that are looked at before the writer may publish again. */
    private static final int ROWS_AT_ONCE = 8_192;
    /** Partitions whose indexes are asked in one round trip. */
    private static final int PARTITIONS_AT_ONCE = 64;

    private static final long PLACE_MAX = (1L << SearchTokens.PLACE_BITS) - 1;

    /** What it reads from. */
    record Book(Supplier<BookState> state, Queries queries, Blocks blocks) {}

    private final Book book;
    private final Clues clues;
    private final boolean down;
    private final long last;
    /** By partition, for each token the block from which one looks for it on. */
    private final Map<Integer, List<long[]>> indexed = new HashMap<>();

    private long at;
    private int knownFirst = -1;
    private int knownLast = -2;
    private int cursorOf = -1;
    private PartitionIndex cursor = PartitionIndex.NOTHING;
    private int withoutIndex;

    /**
     * @param first position where it begins
     * @param last position where it ends, before the first when the order is newest first
     */
    LogSource(Book book, Clues clues, Slice.Order order, Stretch stretch) {
        this.book = book;
        this.clues = clues;
        this.down = order == Slice.Order.NEWEST_FIRST;
        this.at = down ? stretch.greatest() : stretch.least();
        this.last = down ? stretch.least() : stretch.greatest();
    }

    /** Positions that count, both included; none when the least is above the greatest. */
    record Stretch(long least, long greatest) {}

    /** Partitions that were read through because they have no index yet. */
    int withoutIndex() {
        return withoutIndex;
    }

    @Override
    public Batch<Long> next(int max) {
        List<Long> found = new ArrayList<>();
        while (found.size() < max && !isAtEnd()) {
            if (!memory(max, found)) {
                sealed(max, found);
            }
        }
        return new Batch<>(found, found.size(), isAtEnd());
    }

    private boolean isAtEnd() {
        return down ? at < last : at > last;
    }

    private void stepOver(long position) {
        at = down ? position - 1 : position + 1;
    }

    /** @return false when the next row is not in memory */
    private boolean memory(int max, List<Long> found) {
        BookState now = book.state().get();
        now.readLock().lock();
        try {
            LogMemory rows = now.memory();
            if (at < rows.firstPosition()) {
                return false;
            }
            for (int i = 0; i < ROWS_AT_ONCE && !isAtEnd() && found.size() < max; i++) {
                if (at < rows.firstPosition()) {
                    break;
                }
                // Of a history that was lost meanwhile nothing is left beyond the last row.
                if (at <= now.committedPosition() && clues.fit(rows, at)) {
                    found.add(rows.seq(at));
                }
                stepOver(at);
            }
            return true;
        } finally {
            now.readLock().unlock();
        }
    }

    private void sealed(int max, List<Long> found) {
        int bits = book.state().get().memory().partitionBits();
        int partition = (int) (at >>> bits);
        if (clues.tokens().isEmpty()) {
            scan(partition, max, found);
            return;
        }
        if (isIndexed(partition)) {
            lookUp(partition, max, found);
        } else {
            scan(partition, max, found);
        }
    }

    private boolean isIndexed(int partition) {
        know(partition);
        if (!indexed.containsKey(partition) && cursorOf != partition) {
            // It may have been in memory, or without index, when it was asked with others.
            ask(new Blocks.Range(partition, partition));
            if (!indexed.containsKey(partition)) {
                cursorOf = partition;
                withoutIndex++;
            }
        }
        return indexed.containsKey(partition);
    }

    /** Asks for the tokens in this partition and the next ones, in one round trip for each token. */
    private void know(int partition) {
        if (partition >= knownFirst && partition <= knownLast) {
            return;
        }
        int bits = book.state().get().memory().partitionBits();
        int end = (int) (last >>> bits);
        knownFirst = down ? Math.max(end, partition - PARTITIONS_AT_ONCE + 1) : partition;
        knownLast = down ? partition : Math.min(end, partition + PARTITIONS_AT_ONCE - 1);
        indexed.clear();
        ask(new Blocks.Range(knownFirst, knownLast));
    }

    private void ask(Blocks.Range range) {
        Map<Integer, List<long[]>> answers = new HashMap<>();
        for (long token : clues.tokens()) {
            book.blocks()
                    .ofPartitions(range, firstEntry(token))
                    .forEach((partition, block) -> answers.computeIfAbsent(partition, p -> new ArrayList<>())
                            .add(block));
        }
        // One that was indexed between two questions has an answer too few, and is asked again when it is its turn.
        answers.values().removeIf(blocks -> blocks.size() < clues.tokens().size());
        indexed.putAll(answers);
    }

    /** Where one begins to look for a token in a partition. */
    private long firstEntry(long token) {
        return SearchTokens.entry(token, down ? PLACE_MAX : 0);
    }

    private PartitionIndex cursor(int partition) {
        if (cursorOf == partition) {
            return cursor;
        }
        List<TokenCursor> cursors = new ArrayList<>();
        List<long[]> blocks = java.util.Objects.requireNonNull(indexed.get(partition));
        for (int i = 0; i < blocks.size(); i++) {
            long token = clues.tokens().get(i);
            cursors.add(new TokenCursor(book.blocks(), partition, token, blocks.get(i), firstEntry(token)));
        }
        // One that is not there at all spares the others' blocks.
        boolean isThere = cursors.stream().allMatch(each -> (down ? each.floor(PLACE_MAX) : each.ceiling(0)) >= 0);
        cursorOf = partition;
        cursor = isThere ? new PartitionIndex(cursors) : PartitionIndex.NOTHING;
        return cursor;
    }

    private void lookUp(int partition, int max, List<Long> found) {
        int bits = book.state().get().memory().partitionBits();
        long base = (long) partition << bits;
        PartitionIndex index = cursor(partition);
        while (found.size() < max && !isAtEnd()) {
            long place = down ? index.floor(at - base) : index.ceiling(at - base);
            if (place < 0) {
                stepOver(down ? base : base + (1L << bits) - 1);
                return;
            }
            at = base + place;
            if (!isAtEnd()) {
                found.add(seq(at));
                stepOver(at);
            }
            if (at < base || at >= base + (1L << bits)) {
                return;
            }
        }
    }

    private long seq(long position) {
        return LedgerId.of(book.state().get().memory().book(), position);
    }

    /** Looks through the rest of a partition, or as much of it as it takes. */
    private void scan(int partition, int max, List<Long> found) {
        int bits = book.state().get().memory().partitionBits();
        long base = (long) partition << bits;
        long end = down ? Math.max(last, base) : Math.min(last, base + (1L << bits) - 1);
        int wanted = max - found.size();
        List<Long> rows = book.queries().run(connection -> rows(connection, partition, end, wanted));
        found.addAll(rows);
        stepOver(rows.size() < wanted ? end : LedgerId.position(rows.getLast()));
    }

    private List<Long> rows(Connection connection, int partition, long end, int limit) throws SQLException {
        String sql = "SELECT seq FROM ledger.log_" + LedgerId.book(seq(end)) + "_" + partition
                + " WHERE seq BETWEEN ? AND ? AND leg = 0 AND kind = ANY (?)"
                + " AND strpos(detail, ?) > 0".repeat(clues.texts().size())
                + " ORDER BY seq " + (down ? "DESC" : "ASC") + " LIMIT ?";
        List<Long> rows = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, seq(Math.min(at, end)));
            statement.setLong(2, seq(Math.max(at, end)));
            Object[] kinds = clues.kinds().stream().map(EntryKind::code).toArray();
            statement.setArray(3, connection.createArrayOf("int2", kinds));
            int parameter = 4;
            for (String text : clues.texts()) {
                statement.setString(parameter++, text);
            }
            statement.setInt(parameter, limit);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    rows.add(row.getLong(1));
                }
            }
        }
        return rows;
    }
}
