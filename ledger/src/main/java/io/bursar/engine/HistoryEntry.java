package io.bursar.engine;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One row in an account's history, newest first by recorded order.
 *
 * @param seq the row, see {@link LedgerId}; the cursor of a page
 * @param transaction id of the command that the row belongs to
 * @param change of the posted balance (of what is held, for rows of holds) on the account's normal side, signed
 * @param balance after the row, posted (held out or in, for rows of holds)
 * @param counterparty the account on the other side
 * @param reference of the command that the row belongs to
 */
public record HistoryEntry(
        long seq,
        long transaction,
        EntryKind kind,
        Side side,
        long change,
        long balance,
        AccountRef counterparty,
        Instant recordedAt,
        Instant effectiveAt,
        @Nullable String reference) {
    /** The same with another reference. */
    public HistoryEntry withReference(@Nullable String other) {
        return new HistoryEntry(
                seq, transaction, kind, side, change, balance, counterparty, recordedAt, effectiveAt, other);
    }

    /** The same with another balance. */
    public HistoryEntry withBalance(long other) {
        return new HistoryEntry(
                seq, transaction, kind, side, change, other, counterparty, recordedAt, effectiveAt, reference);
    }

    /** The side of the row on which the account stands. */
    public enum Side {
        DEBIT,
        CREDIT
    }
}
