package io.bursar.engine.model;

import io.bursar.engine.EntryKind;
import io.bursar.engine.Key;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A row of the log as the model expects it.
 *
 * @param debit account number; null where the row has none
 * @param money null for rows that move nothing
 * @param detail what is known of the detail by name; {@link #PRESENT}: has to be there, whatever it is
 */
record ModelRow(
        long seq,
        EntryKind kind,
        int leg,
        @Nullable Integer debit,
        @Nullable Integer credit,
        @Nullable Movement money,
        @Nullable Instant effectiveAt,
        @Nullable Key key,
        Map<String, Object> detail) {
    /** Marks a field of a detail whose form is the engine's own business. */
    static final Object PRESENT = new Object() {
        @Override
        public String toString() {
            return "(present)";
        }
    };

    /** What a row moves, and where that leaves both accounts. */
    record Movement(long amount, long debitBalance, long creditBalance, long debitPrev, long creditPrev) {}

    long position() {
        return seq & ((1L << 44) - 1);
    }
}
