package io.bursar.engine;

import java.time.Instant;

/**
 * What an account had, what came and went, and what it had then; amounts are minor units on its normal side, and
 * opening + in − out = closing, always.
 *
 * @param account id, see {@link LedgerId}
 * @param from movements that took effect at this time or later
 * @param to movements that took effect before this time
 * @param known last row of the log that counts
 * @param opening balance of everything before {@code from}
 * @param in sum of the movements that made the balance grow
 * @param out sum of those that made it shrink
 */
public record Statement(
        long account,
        AccountRef ref,
        AccountKind kind,
        Instant from,
        Instant to,
        long known,
        long opening,
        long in,
        long out) {
    /** Balance of everything before {@code to}. */
    public long closing() {
        return opening + in - out;
    }

    /** Whether a row of the account is one of its movements. */
    public boolean has(HistoryEntry entry) {
        Instant at = entry.effectiveAt();
        return entry.kind().posts() && entry.seq() <= known && !at.isBefore(from) && at.isBefore(to);
    }
}
