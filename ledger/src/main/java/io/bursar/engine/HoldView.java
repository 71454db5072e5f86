package io.bursar.engine;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A hold with what became of it.
 *
 * @param expiresAt null: never
 */
public record HoldView(
        long id,
        Status status,
        List<HeldLeg> legs,
        @Nullable Instant expiresAt,
        Instant recordedAt,
        @Nullable Key key,
        @Nullable String reference,
        Map<String, String> metadata) {
    public HoldView {
        legs = List.copyOf(legs);
    }

    /** What a hold is. */
    public enum Status {
        OPEN,
        /** All of it captured. */
        CAPTURED,
        /** Ended by its owner with something left, captured in part or not at all. */
        RELEASED,
        EXPIRED
    }

    /** One leg: amount = captured + remaining + released; minor units. */
    public record HeldLeg(AccountRef debit, AccountRef credit, long amount, long captured, long remaining) {
        public long released() {
            return amount - captured - remaining;
        }
    }
}
