package io.bursar.gateways;

import io.bursar.money.Money;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Something to be done with a payment at its provider. Amounts are above zero, in minor units of ISO 4217. */
public sealed interface Order {
    Ticket ticket();

    /**
     * Reserve money, or take it at once.
     *
     * @param customer the provider's id of the payer; null: nobody known there
     * @param returnUrl where the payer's browser goes after a redirect; null: the caller cannot redirect
     * @param payer how the payer is reached; {@link Gateway#needsContact} says where all of it is needed
     */
    record Authorise(
            Ticket ticket,
            Money amount,
            Taking taking,
            Instrument instrument,
            @Nullable String customer,
            Presence presence,
            Wording wording,
            @Nullable String returnUrl,
            Contact payer)
            implements Order {}

    /** Tell the payer of a debit that {@link Authorise} will make under a mandate, at that time at the earliest. */
    record Announce(Ticket ticket, Money amount, Instrument.Mandate mandate, Instant debitAt) implements Order {}

    /**
     * Take what was reserved.
     *
     * @param taken captured before this, minor units
     * @param rest what becomes of what is not taken
     */
    record Capture(Ticket ticket, Money amount, long taken, Rest rest) implements Order {}

    /** @param total to be reserved in all, above what is */
    record Increment(Ticket ticket, Money total) implements Order {}

    /** Give back what was reserved and not taken. @param reason of the API's cancellation reasons; null: none given */
    record Release(Ticket ticket, @Nullable String reason) implements Order {}

    /** Give back what was taken. @param reason of the API's refund reasons; null: none given */
    record Refund(Ticket ticket, Money amount, @Nullable String reason) implements Order {}

    /** When money is taken. */
    enum Taking {
        /** With the authorisation. */
        AT_ONCE,
        /** By captures. */
        LATER,
        /** By several captures; asked for beforehand, because providers want to know. */
        LATER_IN_PARTS
    }

    /** Whether the payer is there. */
    enum Presence {
        PRESENT,
        /** There, and the method is to be kept for later payments with the payer there. */
        PRESENT_KEEP,
        /** There, and the method is to be kept for payments without the payer. */
        PRESENT_KEEP_OFF_SESSION,
        /** Not there: what needs the payer is a decline. */
        ABSENT
    }

    /** What becomes of the rest of an authorisation. */
    enum Rest {
        RELEASED,
        KEPT
    }

    /**
     * What people will read.
     *
     * @param description for the payer or ourselves; null: none
     * @param statementSuffix on the payer's statement; null: none
     * @param labels to be left with the provider beside our own, at most 40
     */
    record Wording(@Nullable String description, @Nullable String statementSuffix, Map<String, String> labels) {
        public Wording {
            labels = Map.copyOf(labels);
        }
    }
}
