package io.bursar.engine;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Anything that goes into the log. */
public sealed interface Command {
    /** Key, times, reference, metadata, right and riders. */
    Terms terms();

    /**
     * A transaction: 1 to 1,000 legs applied all or not at all; limits hold on the state after the last leg.
     * Id prefix {@code tx}.
     */
    record Transact(List<Leg> legs, Terms terms) implements Command {
        public Transact {
            legs = List.copyOf(legs);
        }
    }

    /**
     * Reserves legs without posting them. Held money counts against limits.
     *
     * @param expiresAt when the log releases what is not captured; null: never
     */
    record Hold(List<Leg> legs, @Nullable Instant expiresAt, Terms terms) implements Command {
        public Hold {
            legs = List.copyOf(legs);
        }
    }

    /**
     * Posts part of a hold, or all of it. What is not captured stays held until captured, released or expired.
     *
     * @param hold id of the hold
     * @param part how much
     */
    record Capture(long hold, Part part, Completion completion, Terms terms) implements Command {}

    /** Frees all that a hold still holds. */
    record Release(long hold, Terms terms) implements Command {}

    /**
     * A new transaction that points at an old one and goes the other way; in sum never above it.
     *
     * @param transaction id of a transaction, capture or reversal
     * @param part {@link Part.All}: whatever has not been reversed yet
     */
    record Reverse(long transaction, Part part, Terms terms) implements Command {}

    /** Replaces the chart of accounts for accounts that are opened from now on. */
    record DefineChart(Chart chart, Terms terms) implements Command {}

    /**
     * Sets both limits of one account, on the normal side, minor units; null: no limit. A limit that the balance and
     * its holds already break is refused, unless as a fact. Opens the account if it is not open yet.
     */
    record SetLimits(
            AccountRef account,
            @Nullable Long floor,
            @Nullable Long ceiling,
            Terms terms) implements Command {}

    /** Freezes, closes or reopens an account. Only an empty account without holds may be closed, unless as a fact. */
    record SetStatus(AccountRef account, AccountStatus status, Terms terms) implements Command {}

    /** Replaces an account's metadata: up to 50 entries. The new entries are {@code entries}, not the terms' own. */
    record SetMetadata(AccountRef account, Map<String, String> entries, Terms terms) implements Command {
        public SetMetadata {
            entries = java.util.Collections.unmodifiableMap(new java.util.TreeMap<>(entries));
        }
    }

    /** Refuses from now on every effective time before {@code before}, which is later than what is closed already. */
    record ClosePeriod(Instant before, Terms terms) implements Command {}

    /**
     * Takes the end of the closed periods back. A command of its own, so that whoever may only close cannot open, not
     * even by a close that another one overtook.
     *
     * @param before what stays closed, earlier than what is closed now; null: nothing
     */
    record ReopenPeriod(@Nullable Instant before, Terms terms) implements Command {}

    /** How much of a hold or a transaction. */
    sealed interface Part {
        /** All that remains. */
        record All() implements Part {}

        /**
         * A share of the whole in millionths, 1 to 1,000,000, the same for each leg. Shares are rounded cumulatively
         * (each leg's taken total is the rounded-down share taken so far), so the last one is exact. Shares of one
         * hold may not sum to more than 1,000,000.
         */
        record Share(int millionths) implements Part {}

        /** An amount for each leg in the target's order, minor units, ≥ 0, at least one above 0. */
        record Amounts(List<Long> amounts) implements Part {
            public Amounts {
                amounts = List.copyOf(amounts);
            }
        }
    }

    /** What happens to the rest of a hold after a capture. */
    enum Completion {
        /** The rest stays held. */
        KEEP_REST,
        /** The rest is released in the same step. */
        RELEASE_REST
    }
}
