package io.bursar.engine.seal;

import io.bursar.engine.EntryKind;
import io.bursar.engine.LedgerId;
import io.bursar.engine.log.LogMemory;
import io.bursar.engine.log.Micros;
import io.bursar.engine.state.BookState;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes what moved in a full partition by account and day, in pieces of up to 64 rows in order of (effective time,
 * seq): so a balance at any time is one piece's sums and at most 64 rows, however busy the account.
 *
 * <p>Columns of primitives: a partition has two sides a row, and each is sorted.
 */
final class DayDeltas {
    static final int PIECE_ROWS = 64;

    private static final long DAY_MICROS = 86_400_000_000L;
    private static final String COLUMNS = " (first_row, last_seq, debits, credits, account, effective_day,"
            + " recorded_day, piece, first_effective, last_effective, debits_before, credits_before, rows)";

    /**
     * Which effective times a partition has.
     *
     * @param first least effective time, microseconds; null: nothing moved
     * @param last greatest effective time, microseconds; null: nothing moved
     * @param periodRows rows that closed or opened periods
     */
    record Times(@Nullable Long first, @Nullable Long last, List<Long> periodRows) {
        Times {
            periodRows = List.copyOf(periodRows);
        }
    }

    private final BookState state;
    private final LogMemory memory;
    private final int partition;
    private final long base;
    private final int size;
    private final long mask;
    /** By place in the partition; meaningless where nothing moved. */
    private final long[] effective;

    private final int[] recordedDay;
    private final List<Long> periodRows = new ArrayList<>();
    private long least = Long.MAX_VALUE;
    private long greatest = Long.MIN_VALUE;
    private boolean inOrder = true;

    DayDeltas(BookState state, int partition) {
        this.state = state;
        this.memory = state.memory();
        this.partition = partition;
        this.size = 1 << memory.partitionBits();
        this.base = (long) partition << memory.partitionBits();
        this.mask = size - 1L;
        this.effective = new long[size];
        this.recordedDay = new int[size];
    }

    Times write(Connection connection) throws SQLException {
        int[] ends = lookOver();
        long[] sides = sides(ends);
        String table = "ledger.day_delta_" + memory.book() + "_" + partition;
        try (CopyText lines = new CopyText(connection, table + COLUMNS)) {
            int from = 0;
            for (int account = 1; account < ends.length; account++) {
                int to = ends[account];
                if (to > from) {
                    Arrays.sort(sides, from, to);
                    pieces(lines, account, Arrays.copyOfRange(sides, from, to));
                }
                from = to;
            }
        }
        try (PreparedStatement index = connection.prepareStatement("SELECT ledger.index_day_deltas(?, ?)")) {
            index.setInt(1, memory.book());
            index.setInt(2, partition);
            index.execute();
        }
        boolean moved = least <= greatest;
        return new Times(moved ? least : null, moved ? greatest : null, periodRows);
    }

    private boolean posts(int at) {
        return base + at >= 1 && EntryKind.of(memory.kind(base + at)).posts();
    }

    private int accounts() {
        state.readLock().lock();
        try {
            return state.accounts().committedCount();
        } finally {
            state.readLock().unlock();
        }
    }

    /** Notes times, and counts sides. @return where each account's sides begin, by account number */
    private int[] lookOver() {
        int[] counts = new int[accounts() + 1];
        long before = Long.MIN_VALUE;
        for (int at = base == 0 ? 1 : 0; at < size; at++) {
            long position = base + at;
            if (memory.kind(position) == EntryKind.PERIOD_CLOSED.code()) {
                periodRows.add(memory.seq(position));
            }
            if (!posts(at)) {
                continue;
            }
            long recorded = state.times().timeOf(position);
            long own = memory.effectiveAt(position);
            effective[at] = own == LogMemory.NO_TIME ? recorded : own;
            recordedDay[at] = (int) Math.floorDiv(recorded, DAY_MICROS);
            least = Math.min(least, effective[at]);
            greatest = Math.max(greatest, effective[at]);
            inOrder &= effective[at] >= before;
            before = effective[at];
            counts[memory.debit(position)]++;
            counts[memory.credit(position)]++;
        }
        int next = 0;
        for (int account = 0; account < counts.length; account++) {
            int count = counts[account];
            counts[account] = next;
            next += count;
        }
        return counts;
    }

    /**
     * Sides by account; each is the rank of its effective time, then its place, so that numbers sort as rows do.
     *
     * @param ends where each account's sides begin; afterwards where they end
     */
    private long[] sides(int[] ends) {
        long[] times = inOrder ? new long[0] : distinctTimes();
        int total = 0;
        for (int at = 0; at < size; at++) {
            total += posts(at) ? 2 : 0;
        }
        long[] sides = new long[total];
        for (int at = 0; at < size; at++) {
            if (posts(at)) {
                long rank = inOrder ? 0 : Arrays.binarySearch(times, effective[at]);
                long side = rank << memory.partitionBits() | at;
                sides[ends[memory.debit(base + at)]++] = side;
                sides[ends[memory.credit(base + at)]++] = side;
            }
        }
        return sides;
    }

    private long[] distinctTimes() {
        long[] times = new long[size];
        int count = 0;
        for (int at = 0; at < size; at++) {
            if (posts(at)) {
                times[count++] = effective[at];
            }
        }
        return Arrays.stream(times, 0, count).sorted().distinct().toArray();
    }

    /** An account's rows, cut where a day changes and after {@link #PIECE_ROWS}. */
    private void pieces(CopyText lines, int account, long[] rows) throws SQLException {
        long debitsBefore = 0;
        long creditsBefore = 0;
        int piece = 0;
        int from = 0;
        while (from < rows.length) {
            int to = end(rows, from);
            long debits = 0;
            long credits = 0;
            long last = 0;
            for (int i = from; i < to; i++) {
                long position = base + (rows[i] & mask);
                last = Math.max(last, position);
                if (memory.debit(position) == account) {
                    debits += memory.amount(position);
                } else {
                    credits += memory.amount(position);
                }
            }
            int first = place(rows[from]);
            lines.number(LedgerId.of(memory.book(), Math.max(base, 1)))
                    .number(memory.seq(last))
                    .number(debits)
                    .number(credits)
                    .number(account)
                    .text(LocalDate.ofEpochDay(effectiveDay(first)).toString())
                    .text(LocalDate.ofEpochDay(recordedDay[first]).toString())
                    .number(piece++)
                    .text(time(first))
                    .text(time(place(rows[to - 1])))
                    .number(debitsBefore)
                    .number(creditsBefore);
            if (to - from == 1) {
                lines.text(null);
            } else {
                lines.numbers(Arrays.copyOfRange(rows, from, to), mask);
            }
            lines.end();
            debitsBefore += debits;
            creditsBefore += credits;
            from = to;
        }
    }

    private int end(long[] rows, int from) {
        int first = place(rows[from]);
        int to = from + 1;
        while (to < rows.length
                && to - from < PIECE_ROWS
                && recordedDay[place(rows[to])] == recordedDay[first]
                && effectiveDay(place(rows[to])) == effectiveDay(first)) {
            to++;
        }
        return to;
    }

    private int place(long side) {
        return (int) (side & mask);
    }

    private long effectiveDay(int place) {
        return Math.floorDiv(effective[place], DAY_MICROS);
    }

    private String time(int place) {
        return Micros.toInstant(effective[place]).toString();
    }
}
