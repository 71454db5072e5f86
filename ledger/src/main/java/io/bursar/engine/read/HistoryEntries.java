package io.bursar.engine.read;

import io.bursar.engine.AccountKind;
import io.bursar.engine.AccountRef;
import io.bursar.engine.EntryKind;
import io.bursar.engine.HistoryEntry;
import io.bursar.engine.log.Json;
import io.bursar.engine.log.LogMemory;
import io.bursar.engine.log.Micros;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** Makes an entry of an account's history from a row. */
final class HistoryEntries {
    private HistoryEntries() {}

    /**
     * A money row.
     *
     * @param effectiveAt microseconds, {@link LogMemory#NO_TIME} for the batch's time
     * @param detail of the command's first row; null also where that one is not at hand
     */
    record Row(
            long seq,
            int kind,
            int leg,
            int debit,
            int credit,
            long amount,
            long debitBalance,
            long creditBalance,
            long effectiveAt,
            @Nullable String detail) {
        static Row of(LogMemory rows, long position) {
            return new Row(
                    rows.seq(position),
                    rows.kind(position),
                    rows.leg(position),
                    rows.debit(position),
                    rows.credit(position),
                    rows.amount(position),
                    rows.debitBalance(position),
                    rows.creditBalance(position),
                    rows.effectiveAt(position),
                    headDetail(rows, position));
        }

        private static @Nullable String headDetail(LogMemory rows, long position) {
            long head = position - rows.leg(position);
            return head < rows.firstPosition() ? null : rows.detail(head);
        }
    }

    static HistoryEntry of(
            Row row, int number, AccountKind accountKind, long recordedAt, IntFunction<AccountRef> names) {
        boolean debited = row.debit() == number;
        EntryKind entry = EntryKind.of(row.kind());
        long balance = debited ? row.debitBalance() : row.creditBalance();
        long change = entry == EntryKind.HOLD ? row.amount() : -row.amount();
        if (entry.posts()) {
            change = accountKind.normal(debited ? row.amount() : -row.amount());
            balance = accountKind.normal(balance);
        }
        return new HistoryEntry(
                row.seq(),
                row.seq() - row.leg(),
                entry,
                debited ? HistoryEntry.Side.DEBIT : HistoryEntry.Side.CREDIT,
                change,
                balance,
                names.apply(debited ? row.credit() : row.debit()),
                Micros.toInstant(recordedAt),
                Micros.toInstant(row.effectiveAt() == LogMemory.NO_TIME ? recordedAt : row.effectiveAt()),
                reference(row.detail()));
    }

    static @Nullable String reference(@Nullable String detail) {
        return (String) Json.parse(detail).get("ref");
    }
}
