package io.bursar.engine.doctor;

import io.bursar.engine.doctor.scan.LogRow;
import java.util.Arrays;

/** A hold, or a transaction that some reversal names, with what has been taken from it. */
final class Target {
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
