package io.bursar.engine.evaluate;

import io.bursar.engine.EntryKind;
import io.bursar.engine.log.LogMemory;
import io.bursar.engine.log.StoredCommand;
import io.bursar.engine.state.Claim;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Claims from which nothing was taken yet, made from their command's rows. */
public final class FreshClaims {
    private FreshClaims() {}

    /** The claim on the transaction whose first row is at a position; null when no transaction begins there. */
    public static @Nullable Claim ofTransaction(LogMemory rows, long first) {
        int kind = rows.kind(first);
        boolean begins = rows.leg(first) == 0
                && (kind == EntryKind.TRANSFER.code()
                        || kind == EntryKind.REVERSAL.code()
                        || kind == EntryKind.CAPTURE_FREED.code());
        if (!begins) {
            return null;
        }
        long end = new StoredCommand(rows, number -> {
                    throw new IllegalStateException("names are not needed");
                })
                .end(first);
        List<Long> posted = new ArrayList<>();
        for (long row = first; row < end; row++) {
            if (EntryKind.of(rows.kind(row)).posts()) {
                posted.add(row);
            }
        }
        return claim(rows, posted, Claim.Kind.TRANSACTION, rows.seq(first), Claim.NEVER);
    }

    /**
     * The claim on a hold.
     *
     * @param held the hold's rows
     * @param expiresAt microseconds, or {@link Claim#NEVER}
     */
    public static Claim ofHold(LogMemory rows, List<Long> held, long expiresAt) {
        return claim(rows, held, Claim.Kind.HOLD, rows.seq(held.getFirst()), expiresAt);
    }

    private static Claim claim(LogMemory rows, List<Long> taken, Claim.Kind kind, long id, long expiresAt) {
        int count = taken.size();
        int[] debit = new int[count];
        int[] credit = new int[count];
        long[] amount = new long[count];
        for (int i = 0; i < count; i++) {
            long row = taken.get(i);
            debit[i] = rows.debit(row);
            credit[i] = rows.credit(row);
            amount[i] = rows.amount(row);
        }
        return new Claim(id, kind, Claim.State.OPEN, debit, credit, amount, new long[count], 0, expiresAt, id);
    }
}
