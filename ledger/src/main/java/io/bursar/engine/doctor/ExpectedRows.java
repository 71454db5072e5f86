package io.bursar.engine.doctor;

import io.bursar.engine.EntryKind;
import io.bursar.engine.doctor.scan.LogRow;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rows that a command must have, as its target and its own detail say. */
final class ExpectedRows {
    private final Check check;
    private final List<Row> rows = new ArrayList<>();
    private int next;
    private boolean wrong;

    ExpectedRows(Check check) {
        this.check = check;
    }

    record Row(EntryKind kind, long debit, long credit, long amount) {
        static Row of(LogRow row, EntryKind kind) {
            return new Row(kind, row.debit, row.credit, row.amount);
        }

        @Override
        public String toString() {
            return kind + " of " + amount + " from account " + debit + " to " + credit;
        }
    }

    /** From one account to another. */
    record Way(int debit, int credit) {}

    /** Nothing follows from an amount of 0. */
    void add(EntryKind kind, Way way, long amount) {
        if (amount > 0) {
            rows.add(new Row(kind, way.debit(), way.credit(), amount));
        }
    }

    /** Compares the command's next row; after a first mistake the rest of the command is let pass. */
    void compare(LogRow row, EntryKind kind, Findings findings) {
        Row expected = next < rows.size() ? rows.get(next) : null;
        next++;
        if (!wrong && !Row.of(row, kind).equals(expected)) {
            wrong = true;
            findings.damage(check, row.seq, "should be %s, is %s", or(expected), Row.of(row, kind));
        }
    }

    void finish(long command, Findings findings) {
        if (!wrong && next < rows.size()) {
            findings.damage(check, command, "lacks a row: %s", rows.get(next));
        }
    }

    private static Object or(@Nullable Row row) {
        return row == null ? "nothing more" : row;
    }
}
