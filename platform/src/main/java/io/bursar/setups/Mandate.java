package io.bursar.setups;

import io.bursar.api.JsonOut;
import io.bursar.money.PublicId;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A payer's consent to payments that come.
 *
 * @param method our payment method that it is about
 * @param ref the gateway's id of the consent; null: the method's token is enough
 * @param customer the gateway's id of who gave it; null: nobody known there
 * @param limits of debits; null: none
 * @param acceptance how it was given; null: nobody said
 */
public record Mandate(
        UUID id,
        int book,
        UUID method,
        String gateway,
        @Nullable String ref,
        @Nullable String customer,
        Status status,
        @Nullable Limits limits,
        SetupTerms.@Nullable Acceptance acceptance,
        Instant createdAt) {
    static final String PREFIX = "mandate";

    /** Whether it may be used. */
    public enum Status {
        ACTIVE,
        /** Not now: the payer has paused it, or has yet to do something. */
        PENDING,
        /** For ever not. */
        INACTIVE;

        /** The table of transitions; {@code setups.edge} has the same, and a test compares them. */
        static final java.util.Map<Status, java.util.Set<Status>> EDGES = java.util.Map.of(
                ACTIVE, java.util.Set.of(PENDING, INACTIVE),
                PENDING, java.util.Set.of(ACTIVE, INACTIVE),
                INACTIVE, java.util.Set.of());

        String text() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Status of(String text) {
            return valueOf(text.toUpperCase(Locale.ROOT));
        }
    }

    /** As callers see it: {@code mandate_…}. */
    public String publicId() {
        return PublicId.of(PREFIX, id);
    }

    /** Whether its limits let a debit pass. @param amount minor units */
    public Verdict allows(long amount, String currency, Instant at) {
        if (status != Status.ACTIVE) {
            return Verdict.NOT_ACTIVE;
        }
        if (limits == null) {
            return Verdict.YES;
        }
        boolean isOver = limits.endDate() != null && at.getEpochSecond() > limits.endDate();
        if (isOver) {
            return Verdict.EXPIRED;
        }
        boolean fits = currency.equals(limits.currency())
                && (limits.isFixed() ? amount == limits.amount() : amount <= limits.amount());
        return fits ? Verdict.YES : Verdict.OTHER_AMOUNT;
    }

    /** What a mandate says to a debit. */
    public enum Verdict {
        YES,
        NOT_ACTIVE,
        EXPIRED,
        OTHER_AMOUNT
    }

    /** What may be debited, for people: {@code at most 50000 inr}. */
    public String allowance() {
        return limits == null
                ? "any amount"
                : (limits.isFixed() ? "" : "at most ") + limits.amount() + " " + limits.currency();
    }

    Mandate in(Status next) {
        return new Mandate(id, book, method, gateway, ref, customer, next, limits, acceptance, createdAt);
    }

    void write(JsonOut out) {
        out.text("id", publicId()).text("object", "mandate").object("customer_acceptance", this::acceptance);
        out.flag("livemode", false)
                .object("multi_use", none -> {})
                .text("payment_method", PublicId.of("pm", method))
                .object("payment_method_details", this::details)
                .text("status", status.text())
                .text("type", "multi_use");
    }

    private void acceptance(JsonOut out) {
        Long acceptedAt = acceptance == null ? null : acceptance.acceptedAt();
        out.integer("accepted_at", acceptedAt == null ? (Long) createdAt.getEpochSecond() : acceptedAt);
        String type = acceptance == null ? "offline" : acceptance.type();
        if (type.equals("online") && acceptance != null) {
            out.object(
                    "online",
                    online -> online.text("ip_address", acceptance.ip()).text("user_agent", acceptance.userAgent()));
        } else {
            out.object("offline", none -> {});
        }
        out.text("type", type);
    }

    private void details(JsonOut out) {
        if (limits == null) {
            out.object("card", none -> {}).text("type", "card");
            return;
        }
        out.text("type", "upi").object("upi", upi -> write(upi, limits));
    }

    /** As Stripe's API has them, with {@code currency} and {@code frequency} of ours. */
    static void write(JsonOut out, Limits limits) {
        out.integer("amount", limits.amount())
                .text("amount_type", limits.amountType())
                .text("currency", limits.currency())
                .text("description", limits.description())
                .integer("end_date", limits.endDate())
                .text("frequency", limits.frequency());
    }
}
