package io.bursar.engine.doctor;

import io.bursar.engine.AccountKind;
import io.bursar.engine.EntryKind;
import io.bursar.engine.Leg;
import io.bursar.engine.doctor.scan.LogRow;

/** Which columns a row of each kind has. */
final class RowForm {
    private final Findings findings;

    RowForm(Findings findings) {
        this.findings = findings;
    }

    /** Whether the row has what its kind needs, so that it can be folded. */
    boolean isSound(LogRow row) {
        if (!isKind(row.kind)) {
            findings.damage(Check.ROW_FORM, row.seq, "%d is no kind of row", row.kind);
            return false;
        }
        if (row.leg < 0 || (row.kind >= EntryKind.ACCOUNT_OPENED.code() && row.leg != 0)) {
            findings.damage(Check.LEGS, row.seq, "leg %d", row.leg);
        }
        if (row.leg > 0 && (row.key != null || row.bodyHashed || row.detail != null)) {
            findings.damage(Check.ROW_FORM, row.seq, "leg %d carries a key, a body's hash or a detail", row.leg);
        }
        EntryKind kind = EntryKind.of(row.kind);
        return (kind.posts() || kind.holds()) ? money(row) : noMoney(row, kind);
    }

    private boolean money(LogRow row) {
        boolean complete = row.amount != LogRow.NONE
                && row.debit != LogRow.NONE
                && row.credit != LogRow.NONE
                && row.debitBalance != LogRow.NONE
                && row.creditBalance != LogRow.NONE
                && row.debitPrev != LogRow.NONE
                && row.creditPrev != LogRow.NONE;
        if (!complete) {
            findings.damage(Check.ROW_FORM, row.seq, "a row that moves money lacks a column");
            return false;
        }
        if (row.amount < 1 || row.amount > Leg.AMOUNT_MAX) {
            findings.damage(Check.ROW_FORM, row.seq, "the amount is %d", row.amount);
        }
        if (row.debit == row.credit) {
            findings.damage(Check.ROW_FORM, row.seq, "account %d is debited and credited", row.debit);
            return false;
        }
        return true;
    }

    private boolean noMoney(LogRow row, EntryKind kind) {
        boolean bare = row.amount == LogRow.NONE
                && row.credit == LogRow.NONE
                && row.debitBalance == LogRow.NONE
                && row.creditBalance == LogRow.NONE
                && row.debitPrev == LogRow.NONE
                && row.creditPrev == LogRow.NONE;
        boolean ofCommand = kind != EntryKind.ACCOUNT_OPENED && kind != EntryKind.REJECTED;
        bare &= ofCommand || row.effectiveAt == LogRow.NONE;
        if (!bare) {
            findings.damage(Check.ROW_FORM, row.seq, "%s has columns of a row that moves money", kind);
        }
        boolean ofAccount = kind.code() <= EntryKind.METADATA_SET.code();
        if (ofAccount != (row.debit != LogRow.NONE)) {
            findings.damage(Check.ROW_FORM, row.seq, "%s %s", kind, ofAccount ? "names no account" : "has an account");
            return false;
        }
        return true;
    }

    private static boolean isKind(int code) {
        for (EntryKind kind : EntryKind.values()) {
            if (kind.code() == code) {
                return true;
            }
        }
        return false;
    }

    /** The account kind of that name, ignoring case; null when there is none. */
    static @org.jspecify.annotations.Nullable AccountKind accountKind(String name) {
        for (AccountKind kind : AccountKind.values()) {
            if (kind.name().equalsIgnoreCase(name)) {
                return kind;
            }
        }
        return null;
    }
}
