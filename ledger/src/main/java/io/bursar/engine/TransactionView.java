package io.bursar.engine;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A command as the log has it: a transaction, hold, capture, release, expiry or reversal with its legs.
 *
 * @param id (book, position) of its first row
 * @param kind of its first leg; a capture's legs are what was posted, not what it freed or released
 * @param key the caller's key; null where none was given
 * @param target the hold of a capture, release or expiry; the transaction of a reversal; null otherwise
 * @param expiresAt of a hold; null otherwise
 * @param subject the rider's subject; null without riders
 * @param version of the subject that the caller had read; null without riders
 */
public record TransactionView(
        long id,
        EntryKind kind,
        List<LegView> legs,
        Instant recordedAt,
        Instant effectiveAt,
        @Nullable Key key,
        @Nullable String reference,
        Map<String, String> metadata,
        Terms.Right right,
        @Nullable Long target,
        @Nullable Instant expiresAt,
        @Nullable String subject,
        @Nullable Long version) {
    public TransactionView {
        legs = List.copyOf(legs);
    }

    /**
     * One row.
     *
     * @param amount minor units, > 0
     * @param debitBalance balance of the debited account after this row, on its normal side; what is held for rows of
     *     holds
     * @param creditBalance likewise of the credited account
     */
    public record LegView(
            long seq, AccountRef debit, AccountRef credit, long amount, long debitBalance, long creditBalance) {}
}
