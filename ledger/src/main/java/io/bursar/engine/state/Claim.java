package io.bursar.engine.state;

import io.bursar.money.Invariant;

/**
 * What has been taken from a hold by captures, or from a transaction by reversals. Immutable; a change makes a new one.
 *
 * @param target id of the hold or transaction
 * @param debit debited account of each leg
 * @param credit credited account of each leg
 * @param amount of each leg
 * @param taken of each leg so far
 * @param shares millionths captured by share so far
 * @param expiresAt microseconds; {@link #NEVER} for none
 * @param seq last row that changed it
 */
@SuppressWarnings("ArrayRecordComponent")
public record Claim(
        long target,
        Kind kind,
        State state,
        int[] debit,
        int[] credit,
        long[] amount,
        long[] taken,
        int shares,
        long expiresAt,
        long seq) {
    public static final long NEVER = Long.MAX_VALUE;

    /** Stored as ordinal + 1. */
    public enum Kind {
        HOLD,
        TRANSACTION
    }

    /** Stored as ordinal + 1. */
    public enum State {
        OPEN,
        CAPTURED,
        RELEASED,
        EXPIRED
    }

    public int legs() {
        return amount.length;
    }

    /** What a leg still has: held and not captured, or posted and not reversed. 0 once a hold ended. */
    public long remaining(int leg) {
        return state == State.OPEN ? amount[leg] - taken[leg] : 0;
    }

    /** What a leg had left when it ended, or has. */
    public long untaken(int leg) {
        return amount[leg] - taken[leg];
    }

    public boolean isUsedUp() {
        for (int i = 0; i < amount.length; i++) {
            if (taken[i] < amount[i]) {
                return false;
            }
        }
        return true;
    }

    /** The same after more was taken. */
    public Claim take(long[] more, int newShares, State newState, long atSeq) {
        long[] sum = taken.clone();
        for (int i = 0; i < more.length; i++) {
            sum[i] += more[i];
            Invariant.check(
                    more[i] >= 0 && sum[i] <= amount[i], "leg %d of %d: %d taken of %d", i, target, sum[i], amount[i]);
        }
        return new Claim(target, kind, newState, debit, credit, amount, sum, newShares, expiresAt, atSeq);
    }

    /** The same, ended. */
    public Claim end(State newState, long atSeq) {
        return new Claim(target, kind, newState, debit, credit, amount, taken, shares, expiresAt, atSeq);
    }

    public boolean isDue(long nowMicros) {
        return kind == Kind.HOLD && state == State.OPEN && expiresAt <= nowMicros;
    }
}
