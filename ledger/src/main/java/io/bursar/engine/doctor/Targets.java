package io.bursar.engine.doctor;

import io.bursar.engine.EntryKind;
import io.bursar.engine.LedgerId;
import io.bursar.engine.doctor.scan.LogRow;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Holds, and the transactions that reversals name, with what was taken from them: which rows must follow from that.
 * Only these are remembered, so memory grows with holds and reversals, not with the log.
 */
final class Targets {
    private final Map<Long, Target> targets = new HashMap<>();
    private final long[] reversed;
    private final Findings findings;

    /** @param reversed ids of the transactions that some reversal names, sorted */
    Targets(long[] reversed, Findings findings) {
        this.reversed = reversed;
        this.findings = findings;
    }

    @Nullable
    Target get(long id) {
        return targets.get(id);
    }

    Map<Long, Target> all() {
        return targets;
    }

    Target hold(LogRow row, Detail detail, long at) {
        long expires = detail.number("expires");
        if (expires != LogRow.NONE && expires <= at) {
            findings.damage(
                    Check.EXPIRY, row.seq, "the hold was to expire at %d, before it was made at %d", expires, at);
        }
        Target hold = new Target(Target.Kind.HOLD, expires);
        hold.changed = row.seq;
        targets.put(row.seq, hold);
        return hold;
    }

    /** The transaction as a target, if some reversal names it. */
    @Nullable
    Target transaction(long id) {
        if (Arrays.binarySearch(reversed, id) < 0) {
            return null;
        }
        Target target = new Target(Target.Kind.TRANSACTION, LogRow.NONE);
        targets.put(id, target);
        return target;
    }

    ExpectedRows capture(LogRow row, Detail detail, long at) {
        ExpectedRows rows = new ExpectedRows(Check.HOLDS);
        Target hold = open(row, detail, Target.Kind.HOLD);
        if (hold == null) {
            return rows;
        }
        if (hold.expires != LogRow.NONE && hold.expires <= at) {
            findings.damage(Check.EXPIRY, row.seq, "captured at %d from a hold that was due at %d", at, hold.expires);
        }
        long[] asked = legs(row, detail, hold);
        shares(row, detail, hold, asked);
        for (int i = 0; i < hold.legs; i++) {
            rows.add(EntryKind.CAPTURE_FREED, new ExpectedRows.Way(hold.debit[i], hold.credit[i]), asked[i]);
            rows.add(EntryKind.CAPTURE, new ExpectedRows.Way(hold.debit[i], hold.credit[i]), asked[i]);
            take(Check.HOLDS, row, hold, i, asked[i]);
        }
        hold.changed = row.seq;
        if (hold.isAllTaken()) {
            hold.state = Target.State.CAPTURED;
        } else if (detail.flag("final")) {
            free(hold, EntryKind.RELEASE, rows);
            hold.state = Target.State.RELEASED;
        }
        return rows;
    }

    ExpectedRows release(LogRow row, Detail detail) {
        return end(row, detail, EntryKind.RELEASE, Target.State.RELEASED);
    }

    ExpectedRows expiry(LogRow row, Detail detail, long at) {
        Target hold = targets.get(detail.number("target"));
        if (hold != null && (hold.expires == LogRow.NONE || hold.expires > at)) {
            findings.damage(Check.EXPIRY, row.seq, "expired at %d, which is before its time, %d", at, hold.expires);
        }
        return end(row, detail, EntryKind.EXPIRY, Target.State.EXPIRED);
    }

    private ExpectedRows end(LogRow row, Detail detail, EntryKind kind, Target.State state) {
        ExpectedRows rows = new ExpectedRows(Check.HOLDS);
        Target hold = open(row, detail, Target.Kind.HOLD);
        if (hold != null) {
            free(hold, kind, rows);
            hold.state = state;
            hold.changed = row.seq;
        }
        return rows;
    }

    ExpectedRows reversal(LogRow row, Detail detail) {
        ExpectedRows rows = new ExpectedRows(Check.REVERSALS);
        Target transaction = open(row, detail, Target.Kind.TRANSACTION);
        if (transaction == null) {
            return rows;
        }
        long[] asked = legs(row, detail, transaction);
        for (int i = 0; i < transaction.legs; i++) {
            rows.add(EntryKind.REVERSAL, new ExpectedRows.Way(transaction.credit[i], transaction.debit[i]), asked[i]);
            take(Check.REVERSALS, row, transaction, i, asked[i]);
        }
        transaction.changed = row.seq;
        return rows;
    }

    private @Nullable Target open(LogRow row, Detail detail, Target.Kind kind) {
        Check check = kind == Target.Kind.HOLD ? Check.HOLDS : Check.REVERSALS;
        long id = detail.required("target");
        if (id == LogRow.NONE) {
            return null;
        }
        Target target = targets.get(id);
        if (target == null || target.kind != kind || id >= row.seq) {
            findings.damage(check, row.seq, "its target %d is no earlier %s", LedgerId.position(id), kind);
            return null;
        }
        if (target.state != Target.State.OPEN) {
            findings.damage(check, row.seq, "its hold %d was %s already", LedgerId.position(id), target.state);
        }
        return target;
    }

    private static void free(Target hold, EntryKind kind, ExpectedRows rows) {
        for (int i = 0; i < hold.legs; i++) {
            rows.add(kind, new ExpectedRows.Way(hold.debit[i], hold.credit[i]), hold.remaining(i));
        }
    }

    /** What the command says it took of each leg. */
    private long[] legs(LogRow row, Detail detail, Target target) {
        long[] taken = detail.numbers("taken");
        long sum = 0;
        for (int i = 0; i < taken.length; i++) {
            if (taken[i] < 0 || (i >= target.legs && taken[i] != 0)) {
                findings.damage(Check.DETAIL, row.seq, "taken[%d] is %d", i, taken[i]);
            }
            sum += taken[i];
        }
        if (sum == 0) {
            findings.damage(Check.DETAIL, row.seq, "nothing was taken");
        }
        return Arrays.copyOf(taken, target.legs);
    }

    private void take(Check check, LogRow row, Target target, int leg, long asked) {
        if (asked > target.remaining(leg)) {
            findings.damage(
                    check, row.seq, "takes %d of leg %d, of which %d remains", asked, leg, target.remaining(leg));
        }
        target.taken[leg] += asked;
    }

    private void shares(LogRow row, Detail detail, Target hold, long[] asked) {
        long total = detail.number("shares");
        if (total == LogRow.NONE) {
            return;
        }
        if (total <= hold.shares || total > Target.WHOLE) {
            findings.damage(Check.SHARES, row.seq, "%d millionths in all after %d", total, hold.shares);
            return;
        }
        for (int i = 0; i < hold.legs; i++) {
            long due = hold.shareOf(i, total) - hold.shareOf(i, hold.shares);
            if (asked[i] != due) {
                findings.damage(Check.SHARES, row.seq, "the share of leg %d is %d, taken was %d", i, due, asked[i]);
            }
        }
        hold.shares = total;
    }

    /** A hold, or a transaction that some reversal names, with what has been taken from it. */
    static final class Target {
        /** A share of the whole, in millionths. */
        static final int WHOLE = 1_000_000;

        /** Numbered as in {@code ledger.claim}. */
        enum State {
            OPEN,
            CAPTURED,
            RELEASED,
            EXPIRED;

            int code() {
                return ordinal() + 1;
            }
        }

        /** Which kind of claim can be made on it, numbered as in {@code ledger.claim}. */
        enum Kind {
            HOLD,
            TRANSACTION;

            int code() {
                return ordinal() + 1;
            }
        }

        final Kind kind;
        final long expires;
        State state = State.OPEN;
        long shares;
        /** The last command that changed what can be taken from it; 0: none. */
        long changed;

        int legs;
        int[] debit = new int[1];
        int[] credit = new int[1];
        long[] amount = new long[1];
        /** Captured of a hold, reversed of a transaction. */
        long[] taken = new long[1];

        Target(Kind kind, long expires) {
            this.kind = kind;
            this.expires = expires;
        }

        void add(LogRow row) {
            if (legs == debit.length) {
                debit = Arrays.copyOf(debit, legs * 2);
                credit = Arrays.copyOf(credit, legs * 2);
                amount = Arrays.copyOf(amount, legs * 2);
                taken = Arrays.copyOf(taken, legs * 2);
            }
            debit[legs] = (int) row.debit;
            credit[legs] = (int) row.credit;
            amount[legs] = row.amount;
            legs++;
        }

        long remaining(int leg) {
            return amount[leg] - taken[leg];
        }

        boolean isAllTaken() {
            for (int i = 0; i < legs; i++) {
                if (remaining(i) != 0) {
                    return false;
                }
            }
            return true;
        }

        long[] taken() {
            return Arrays.copyOf(taken, legs);
        }

        /** What a share of the whole comes to for a leg: ⌊amount × share / 10^6⌋, without overflow. */
        long shareOf(int leg, long millionths) {
            return amount[leg] / WHOLE * millionths + amount[leg] % WHOLE * millionths / WHOLE;
        }
    }
}
