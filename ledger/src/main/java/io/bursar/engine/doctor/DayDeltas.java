package io.bursar.engine.doctor;

import io.bursar.engine.EntryKind;
import io.bursar.engine.LedgerId;
import io.bursar.engine.doctor.scan.BinaryCopy;
import io.bursar.engine.doctor.scan.LogRow;
import io.bursar.engine.doctor.scan.Partitions;
import io.bursar.engine.doctor.scan.Snapshot;
import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether the stored movements of one partition, by account and day and in pieces, are those of its rows: each side of
 * each row in one piece, in order of (effective time, seq), with the right sums. Keeps 32 bytes a row of the partition.
 */
final class DayDeltas {
    private static final long DAY_MICROS = 86_400_000_000L;
    private static final long EPOCH_2000_MICROS = 946_684_800_000_000L;
    private static final int DAY_2000 = (int) LocalDate.of(2000, 1, 1).toEpochDay();
    private static final int PIECE_ROWS = 64;
    /** Of an array's binary form: dimensions, flags, type, length, lower bound; then length and value of each element. */
    private static final int ARRAY_HEADER_BYTES = 20;

    private final Findings findings;
    /** By place in the partition; a row that moved nothing has amount 0. */
    private long[] amounts = {};

    private long[] effective = {};
    private long[] recorded = {};
    private int[] debits = {};
    private int[] credits = {};
    private long sides;
    private long least = Long.MAX_VALUE;
    private long greatest = Long.MIN_VALUE;
    private final List<Long> periods = new ArrayList<>();
    private Partitions.Partition partition = new Partitions.Partition(0, 0, 0);

    private int account;
    private int piece;
    private long debitsBefore;
    private long creditsBefore;
    private long newest;
    private int newestPlace;

    DayDeltas(Findings findings) {
        this.findings = findings;
    }

    /** Forgets the partition before. */
    void begin(Partitions.Partition next) {
        partition = next;
        Arrays.fill(amounts, 0);
        sides = 0;
        least = Long.MAX_VALUE;
        greatest = Long.MIN_VALUE;
        periods.clear();
        account = 0;
    }

    /** A sound row of the partition, recorded at a time. */
    void row(LogRow row, long at) {
        EntryKind kind = EntryKind.of(row.kind);
        if (kind == EntryKind.PERIOD_CLOSED) {
            periods.add(row.seq);
        } else if (kind.posts()) {
            add(row, at);
        }
    }

    private void add(LogRow row, long at) {
        int place = (int) (row.seq - partition.lowSeq());
        if (place >= amounts.length) {
            int size = Math.max(1 << 12, Math.max(amounts.length * 2, Integer.highestOneBit(place) * 2));
            amounts = Arrays.copyOf(amounts, size);
            effective = Arrays.copyOf(effective, size);
            recorded = Arrays.copyOf(recorded, size);
            debits = Arrays.copyOf(debits, size);
            credits = Arrays.copyOf(credits, size);
        }
        amounts[place] = row.amount;
        effective[place] = row.effectiveAt == LogRow.NONE ? at : row.effectiveAt;
        least = Math.min(least, effective[place]);
        greatest = Math.max(greatest, effective[place]);
        recorded[place] = at;
        debits[place] = (int) row.debit;
        credits[place] = (int) row.credit;
        sides += 2;
    }

    /** Compares with what is stored for the partition. */
    void compare(Snapshot snapshot) throws SQLException {
        Finding.Place place = new Finding.Place.Partition(partition.number());
        snapshot.read(
                "SELECT account, piece, effective_day, recorded_day, debits, credits, last_seq, first_effective,"
                        + " last_effective, debits_before, credits_before, rows FROM " + partition.dayTable()
                        + " ORDER BY account, last_effective, piece",
                columns -> {
                    Piece stored = Piece.read(columns, partition.lowSeq());
                    String wrong = look(stored, partition.lowSeq());
                    if (wrong != null) {
                        findings.damage(Check.DAY_DELTAS, place, "%s %s", stored.show(), wrong);
                    }
                });
        if (sides != 0) {
            findings.damage(Check.DAY_DELTAS, place, "%d movements of rows are not stored, or twice", sides);
        }
        snapshot.read(
                "SELECT first_effective, last_effective, period_rows FROM ledger.seal WHERE book = " + partition.book()
                        + " AND partition = " + partition.number(),
                seal -> lookAtSeal(place, seal));
    }

    private void lookAtSeal(Finding.Place place, BinaryCopy seal) throws SQLException {
        long first = seal.number();
        long last = seal.number();
        boolean none = least > greatest;
        boolean spans = none
                ? first == LogRow.NONE && last == LogRow.NONE
                : first + EPOCH_2000_MICROS == least && last + EPOCH_2000_MICROS == greatest;
        long[] stored = numbers(seal.bytes(), Long.BYTES);
        boolean named = Arrays.equals(
                stored, periods.stream().mapToLong(Long::longValue).toArray());
        if (!spans || !named) {
            findings.damage(Check.DAY_DELTAS, place, "the seal's effective times or rows of periods are not the log's");
        }
    }

    private static long[] numbers(byte @Nullable [] array, int bytesEach) {
        if (array == null) {
            return new long[0];
        }
        ByteBuffer elements = ByteBuffer.wrap(array);
        int stride = Integer.BYTES + bytesEach;
        long[] numbers = new long[Math.max(0, array.length - ARRAY_HEADER_BYTES) / stride];
        for (int i = 0; i < numbers.length; i++) {
            int at = ARRAY_HEADER_BYTES + i * stride + Integer.BYTES;
            numbers[i] = bytesEach == Long.BYTES ? elements.getLong(at) : elements.getInt(at);
        }
        return numbers;
    }

    private record Piece(
            int account,
            int number,
            int effectiveDay,
            int recordedDay,
            long debits,
            long credits,
            long lastSeq,
            long first,
            long last,
            long debitsBefore,
            long creditsBefore,
            long[] rows) {
        static Piece read(BinaryCopy row, long lowSeq) throws SQLException {
            int account = (int) row.number();
            int number = (int) row.number();
            int effectiveDay = (int) row.number() + DAY_2000;
            int recordedDay = (int) row.number() + DAY_2000;
            long debits = row.number();
            long credits = row.number();
            long lastSeq = row.number();
            long first = row.number() + EPOCH_2000_MICROS;
            long last = row.number() + EPOCH_2000_MICROS;
            long debitsBefore = row.number();
            long creditsBefore = row.number();
            byte[] array = row.bytes();
            long[] rows = array == null ? new long[] {lastSeq - lowSeq} : numbers(array, Integer.BYTES);
            return new Piece(
                    account,
                    number,
                    effectiveDay,
                    recordedDay,
                    debits,
                    credits,
                    lastSeq,
                    first,
                    last,
                    debitsBefore,
                    creditsBefore,
                    rows);
        }

        String show() {
            return "piece " + number + " of account " + account + " on " + LocalDate.ofEpochDay(effectiveDay)
                    + " recorded on " + LocalDate.ofEpochDay(recordedDay);
        }
    }

    /** @return what is wrong, null when nothing is */
    private @Nullable String look(Piece stored, long lowSeq) {
        if (stored.account() != account) {
            account = stored.account();
            piece = 0;
            debitsBefore = 0;
            creditsBefore = 0;
            newest = Long.MIN_VALUE;
            newestPlace = -1;
        }
        boolean follows = stored.number() == piece++
                && stored.debitsBefore() == debitsBefore
                && stored.creditsBefore() == creditsBefore;
        debitsBefore += stored.debits();
        creditsBefore += stored.credits();
        sides -= stored.rows().length;
        if (!follows) {
            return "does not follow the piece before it";
        }
        return lookAtRows(stored, lowSeq);
    }

    private @Nullable String lookAtRows(Piece stored, long lowSeq) {
        long debited = 0;
        long credited = 0;
        long last = 0;
        for (long named : stored.rows()) {
            int place = Math.clamp(named, -1, amounts.length);
            boolean moved = place >= 0
                    && place < amounts.length
                    && amounts[place] != 0
                    && (debits[place] == account || credits[place] == account);
            if (!moved || !stands(stored, place)) {
                return "names row " + LedgerId.position(lowSeq + named) + ", which does not stand there";
            }
            debited += debits[place] == account ? amounts[place] : 0;
            credited += credits[place] == account ? amounts[place] : 0;
            last = Math.max(last, lowSeq + place);
        }
        boolean summed = debited == stored.debits() && credited == stored.credits() && last == stored.lastSeq();
        boolean bounded = stored.rows().length <= PIECE_ROWS
                && stored.first() == effective[(int) stored.rows()[0]]
                && stored.last() == newest;
        return summed && bounded
                ? null
                : "has %d and %d up to row %d, by the log it is %d and %d up to row %d, or its times or length are wrong"
                        .formatted(
                                stored.debits(),
                                stored.credits(),
                                LedgerId.position(stored.lastSeq()),
                                debited,
                                credited,
                                LedgerId.position(last));
    }

    /** Whether a row of the account comes after the one before it, on the piece's days. */
    private boolean stands(Piece stored, int place) {
        boolean after = effective[place] > newest || (effective[place] == newest && place > newestPlace);
        newest = effective[place];
        newestPlace = place;
        return after
                && Math.floorDiv(effective[place], DAY_MICROS) == stored.effectiveDay()
                && Math.floorDiv(recorded[place], DAY_MICROS) == stored.recordedDay();
    }
}
