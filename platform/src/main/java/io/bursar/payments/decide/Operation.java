package io.bursar.payments.decide;

import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One call with an effect at a gateway; its id is the gateway's idempotency key.
 *
 * @param amount minor units; of an authorisation what is reserved, of an increment the new total
 * @param providerRef the provider's id of it, where it has one of its own
 * @param ledger what it left there: the transaction, or for a refund on its way the hold; 0: nothing yet
 */
public record Operation(
        UUID id,
        Kind kind,
        long amount,
        OperationState state,
        @Nullable String providerRef,
        long ledger,
        Notes notes,
        Instant createdAt) {
    public enum Kind {
        ANNOUNCE,
        AUTHORISE,
        CAPTURE,
        INCREMENT,
        RELEASE,
        REFUND;

        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }

        public static Kind of(String text) {
            return valueOf(text.toUpperCase(Locale.ROOT));
        }
    }

    /** Who wanted it. */
    public enum Source {
        /** A caller of ours, or we ourselves. */
        OURS,
        /** Somebody at the provider. */
        PROVIDER
    }

    /**
     * What else is to be kept.
     *
     * @param reason of the API's reasons; null: none was given
     * @param isFinal of a capture: what it leaves is released
     * @param parts of a refund: what each destination gives, in the attempt's order
     * @param metadata of a refund
     */
    public record Notes(
            Source source,
            @Nullable String reason,
            boolean isFinal,
            java.util.List<Long> parts,
            Map<String, String> metadata) {
        public static final Notes NONE = new Notes(Source.OURS, null, true, java.util.List.of(), Map.of());

        public Notes {
            parts = java.util.List.copyOf(parts);
            metadata = Map.copyOf(metadata);
        }

        public static Notes of(Source source) {
            return new Notes(source, null, true, java.util.List.of(), Map.of());
        }

        public Notes because(@Nullable String given) {
            return new Notes(source, given, isFinal, parts, metadata);
        }

        public Notes ofParts(java.util.List<Long> given) {
            return new Notes(source, reason, isFinal, given, metadata);
        }

        public Notes withMetadata(Map<String, String> given) {
            return new Notes(source, reason, isFinal, parts, given);
        }

        public Notes leavingNothing(boolean given) {
            return new Notes(source, reason, given, parts, metadata);
        }
    }

    public static Operation prepared(UUID id, Kind kind, long amount, Notes notes, Instant now) {
        return new Operation(id, kind, amount, new OperationState.Prepared(), null, 0, notes, now);
    }

    public Operation in(OperationState next) {
        return new Operation(id, kind, amount, next, providerRef, ledger, notes, createdAt);
    }

    public Operation known(@Nullable String ref) {
        return new Operation(id, kind, amount, state, ref == null ? providerRef : ref, ledger, notes, createdAt);
    }

    public Operation noting(Notes given) {
        return new Operation(id, kind, amount, state, providerRef, ledger, given, createdAt);
    }

    public Operation booked(long ledgerId) {
        return new Operation(id, kind, amount, state, providerRef, ledgerId, notes, createdAt);
    }

    public boolean isOpen() {
        return state.isOpen();
    }

    public boolean is(Kind wanted) {
        return kind == wanted;
    }
}
