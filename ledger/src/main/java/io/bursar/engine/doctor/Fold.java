package io.bursar.engine.doctor;

import io.bursar.engine.EntryKind;
import io.bursar.engine.LedgerId;
import io.bursar.engine.doctor.scan.LogRow;
import java.util.Arrays;

/**
 * Adds up the rows that move money and compares what each row says of it. Where a row disagrees, the sum goes on from
 * what the row says, so that one damaged row is found once and not in all its successors.
 */
final class Fold {
    private final Accounts accounts;
    private final Findings findings;

    /** Accounts that the command has touched so far, with what they could give and take before it. */
    int[] touched = new int[64];

    long[] lowBefore = new long[64];
    long[] highBefore = new long[64];
    int touchedCount;
    private int[] stamps = new int[1_024];
    private int stamp = 1;

    Fold(Accounts accounts, Findings findings) {
        this.accounts = accounts;
        this.findings = findings;
    }

    void beginCommand() {
        touchedCount = 0;
        stamp++;
    }

    /** @return whether both accounts are there */
    boolean apply(LogRow row, EntryKind kind) {
        if (!accounts.isOpen(row.debit) || !accounts.isOpen(row.credit)) {
            long missing = accounts.isOpen(row.debit) ? row.credit : row.debit;
            findings.damage(Check.ACCOUNTS, row.seq, "account %d is not open yet", missing);
            return false;
        }
        int debit = (int) row.debit;
        int credit = (int) row.credit;
        if (accounts.currency(debit) != accounts.currency(credit)) {
            findings.damage(
                    Check.CURRENCY,
                    row.seq,
                    "account %d is in %s, account %d in %s",
                    debit,
                    accounts.currencies().get(accounts.currency(debit)),
                    credit,
                    accounts.currencies().get(accounts.currency(credit)));
        }
        touch(debit);
        touch(credit);
        if (kind.posts()) {
            long amount = row.amount;
            accounts.posted[debit] = agree(Check.POSTED, row, debit, accounts.posted[debit] + amount, row.debitBalance);
            accounts.posted[credit] =
                    agree(Check.POSTED, row, credit, accounts.posted[credit] - amount, row.creditBalance);
        } else {
            long change = kind == EntryKind.HOLD ? row.amount : -row.amount;
            accounts.heldDebit[debit] =
                    agree(Check.HELD, row, debit, accounts.heldDebit[debit] + change, row.debitBalance);
            accounts.heldCredit[credit] =
                    agree(Check.HELD, row, credit, accounts.heldCredit[credit] + change, row.creditBalance);
        }
        chain(row, debit, row.debitPrev);
        chain(row, credit, row.creditPrev);
        return true;
    }

    private long agree(Check check, LogRow row, int account, long expected, long stored) {
        if (expected != stored) {
            findings.damage(
                    check,
                    row.seq,
                    "account %d stands at %d by the rows before and this amount, the row says %d",
                    account,
                    expected,
                    stored);
        }
        return stored;
    }

    private void chain(LogRow row, int account, long stored) {
        if (accounts.chain[account] != stored) {
            findings.damage(
                    Check.CHAIN,
                    row.seq,
                    "the previous row of account %d is %d, the row points at %d",
                    account,
                    LedgerId.position(accounts.chain[account]),
                    LedgerId.position(stored));
        }
        accounts.chain[account] = row.seq;
        accounts.touched[account] = row.seq;
    }

    private void touch(int account) {
        if (account >= stamps.length) {
            stamps = Arrays.copyOf(stamps, Math.max(account + 1, stamps.length * 2));
        }
        if (stamps[account] == stamp) {
            return;
        }
        stamps[account] = stamp;
        if (touchedCount == touched.length) {
            touched = Arrays.copyOf(touched, touchedCount * 2);
            lowBefore = Arrays.copyOf(lowBefore, touchedCount * 2);
            highBefore = Arrays.copyOf(highBefore, touchedCount * 2);
        }
        touched[touchedCount] = account;
        lowBefore[touchedCount] = accounts.low(account);
        highBefore[touchedCount] = accounts.high(account);
        touchedCount++;
    }
}
