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
 * @param providerRef the provider's id of it, where it has one of its own; of what a dispute does, the dispute's
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
        REFUND,
        /** The payer objects; its id is the dispute's. No money moves by it. */
        DISPUTE,
        /** A dispute took money back. */
        WITHDRAW,
        /** What a dispute took has come back. */
        REINSTATE;

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
     * @param parts of a refund or a dispute: what each destination gives, in the attempt's order
     * @param metadata of a refund; of what a dispute did the provider's fee
     * @param notBefore of a debit that is announced: its time, which has not come; of the announcement: the same, for
     *     ever; null: at once
     * @param begunAt of a debit that was announced: when it was begun; null: with the operation
     */
    public record Notes(
            Source source,
            @Nullable String reason,
            boolean isFinal,
            java.util.List<Long> parts,
            Map<String, String> metadata,
            @Nullable Instant notBefore,
            @Nullable Instant begunAt) {
        public static final Notes NONE = of(Source.OURS);

        public Notes {
            parts = java.util.List.copyOf(parts);
            metadata = Map.copyOf(metadata);
        }

        public static Notes of(Source source) {
            return new Notes(source, null, true, java.util.List.of(), Map.of(), null, null);
        }

        public Notes because(@Nullable String given) {
            return new Notes(source, given, isFinal, parts, metadata, notBefore, begunAt);
        }

        public Notes ofParts(java.util.List<Long> given) {
            return new Notes(source, reason, isFinal, given, metadata, notBefore, begunAt);
        }

        public Notes withMetadata(Map<String, String> given) {
            return new Notes(source, reason, isFinal, parts, given, notBefore, begunAt);
        }

        public Notes waitingFor(@Nullable Instant time) {
            return new Notes(source, reason, isFinal, parts, metadata, time, begunAt);
        }

        Notes begun(Instant now) {
            return new Notes(source, reason, isFinal, parts, metadata, null, now);
        }

        public Notes leavingNothing(boolean given) {
            return new Notes(source, reason, given, parts, metadata, notBefore, begunAt);
        }
    }

    public static Operation prepared(UUID id, Kind kind, long amount, Notes notes, Instant now) {
        return new Operation(id, kind, amount, new OperationState.Prepared(), null, 0, notes, now);
    }

    public Operation in(OperationState next) {
        return new Operation(id, kind, amount, next, providerRef, ledger, notes, createdAt);
    }

    /** Its time has come: it is about to be carried out. */
    public Operation begun(Instant now) {
        return new Operation(id, kind, amount, state, providerRef, ledger, notes.begun(now), createdAt);
    }

    /** Written to be carried out at a time that has not been seized yet. */
    public boolean isScheduled() {
        return kind == Kind.AUTHORISE && state instanceof OperationState.Prepared && notes.notBefore() != null;
    }

    /** Since when it may be under way. */
    public Instant begunAt() {
        return notes.begunAt() == null ? createdAt : notes.begunAt();
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

    /** An authorisation that took something else than was asked for, as far as its gateway has told. */
    public boolean isSuspended() {
        return kind == Kind.AUTHORISE && isOpen() && ledger != 0;
    }

    public boolean isOpen() {
        return state.isOpen();
    }

    public boolean is(Kind wanted) {
        return kind == wanted;
    }
}
