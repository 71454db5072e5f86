package io.bursar.engine.doctor;

import io.bursar.engine.LedgerId;
import io.bursar.engine.doctor.scan.BinaryCopy;
import io.bursar.engine.doctor.scan.LogRow;
import io.bursar.engine.doctor.scan.Partitions;
import io.bursar.engine.doctor.scan.Snapshot;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.Arrays;

/**
 * Movements of one partition by account, effective day and recorded day, and whether the stored ones equal them.
 * An open-addressing table of primitive columns, 36 bytes an entry.
 */
final class DayDeltas {
    private static final long DAY_MICROS = 86_400_000_000L;
    private static final int DAY_2000 = (int) LocalDate.of(2000, 1, 1).toEpochDay();

    private final Findings findings;
    private int capacity;
    private int size;
    /** Account and effective day; 0: free. */
    private long[] keys = {};

    private int[] recorded = {};
    private long[] debits = {};
    private long[] credits = {};
    private long[] lasts = {};

    DayDeltas(Findings findings) {
        this.findings = findings;
        clear();
    }

    private void clear() {
        size = 0;
        allocate(1 << 12);
    }

    void add(LogRow row, long at) {
        long counts = row.effectiveAt == LogRow.NONE ? at : row.effectiveAt;
        int effectiveDay = (int) Math.floorDiv(counts, DAY_MICROS);
        int recordedDay = (int) Math.floorDiv(at, DAY_MICROS);
        int debit = slot((int) row.debit, effectiveDay, recordedDay);
        debits[debit] += row.amount;
        lasts[debit] = row.seq;
        int credit = slot((int) row.credit, effectiveDay, recordedDay);
        credits[credit] += row.amount;
        lasts[credit] = row.seq;
    }

    /** Compares with what is stored for the partition, and forgets it. */
    void compare(Snapshot snapshot, Partitions.Partition partition) throws SQLException {
        Finding.Place place = new Finding.Place.Partition(partition.number());
        snapshot.read(
                "SELECT account, effective_day, recorded_day, debits, credits, last_seq FROM " + partition.dayTable(),
                row -> look(place, row));
        for (int i = 0; i < capacity; i++) {
            if (keys[i] != 0 && lasts[i] != 0) {
                findings.damage(Check.DAY_DELTAS, place, "%s has no stored movement", show(i));
            }
        }
        clear();
    }

    /** A partition that is not sealed has no movements yet. */
    void forget() {
        clear();
    }

    private void look(Finding.Place place, BinaryCopy row) {
        int account = (int) row.number();
        int effectiveDay = (int) row.number() + DAY_2000;
        int recordedDay = (int) row.number() + DAY_2000;
        long debit = row.number();
        long credit = row.number();
        long last = row.number();
        int slot = slot(account, effectiveDay, recordedDay);
        if (lasts[slot] == 0) {
            findings.damage(Check.DAY_DELTAS, place, "%s is stored twice or has no rows", show(slot));
        } else if (debits[slot] != debit || credits[slot] != credit || lasts[slot] != last) {
            findings.damage(
                    Check.DAY_DELTAS,
                    place,
                    "%s moved %d and %d up to row %d by the log, stored are %d and %d up to row %d",
                    show(slot),
                    debits[slot],
                    credits[slot],
                    LedgerId.position(lasts[slot]),
                    debit,
                    credit,
                    LedgerId.position(last));
        }
        lasts[slot] = 0;
    }

    private String show(int slot) {
        return "account " + (keys[slot] >>> Integer.SIZE) + " on " + LocalDate.ofEpochDay((int) keys[slot])
                + " recorded on " + LocalDate.ofEpochDay(recorded[slot]);
    }

    private int slot(int account, int effectiveDay, int recordedDay) {
        if (size * 2 > capacity) {
            grow();
        }
        long key = ((long) account << Integer.SIZE) | (effectiveDay & 0xffff_ffffL);
        int slot = find(key, recordedDay);
        if (keys[slot] == 0) {
            keys[slot] = key;
            recorded[slot] = recordedDay;
            size++;
        }
        return slot;
    }

    private int find(long key, int recordedDay) {
        long mixed = (key ^ recordedDay * 0x9e3779b97f4a7c15L) * 0xff51afd7ed558ccdL;
        int slot = (int) (mixed >>> 32) & (capacity - 1);
        while (keys[slot] != 0 && (keys[slot] != key || recorded[slot] != recordedDay)) {
            slot = (slot + 1) & (capacity - 1);
        }
        return slot;
    }

    private void grow() {
        int oldCapacity = capacity;
        long[] oldKeys = keys;
        int[] oldRecorded = recorded;
        long[] oldDebits = debits;
        long[] oldCredits = credits;
        long[] oldLasts = lasts;
        allocate(oldCapacity * 2);
        for (int i = 0; i < oldCapacity; i++) {
            if (oldKeys[i] != 0) {
                int slot = find(oldKeys[i], oldRecorded[i]);
                keys[slot] = oldKeys[i];
                recorded[slot] = oldRecorded[i];
                debits[slot] = oldDebits[i];
                credits[slot] = oldCredits[i];
                lasts[slot] = oldLasts[i];
            }
        }
    }

    private void allocate(int slots) {
        if (slots == capacity) {
            Arrays.fill(keys, 0);
            Arrays.fill(debits, 0);
            Arrays.fill(credits, 0);
            Arrays.fill(lasts, 0);
            return;
        }
        capacity = slots;
        keys = new long[slots];
        recorded = new int[slots];
        debits = new long[slots];
        credits = new long[slots];
        lasts = new long[slots];
    }
}
