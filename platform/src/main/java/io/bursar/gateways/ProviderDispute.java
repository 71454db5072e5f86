package io.bursar.gateways;

import io.bursar.money.Currency;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A payer's bank taking money back, as its provider tells it.
 *
 * @param id the provider's
 * @param payment the provider's id of the payment; null: not told, look it up by {@code charge}
 * @param charge the provider's id of what was charged
 * @param amount minor units of ISO 4217
 * @param withdrawn what was taken from us for it so far, minor units; {@code reinstated} likewise given back
 * @param fee what the provider charges for it, less what it gave back
 * @param reason as in Stripe's API, such as {@code fraudulent}
 * @param evidenceBy until when evidence is taken; null: none is
 * @param submissions how often evidence was given to the bank; −1: not told
 */
public record ProviderDispute(
        String gateway,
        String id,
        @Nullable String payment,
        String charge,
        Currency currency,
        long amount,
        long withdrawn,
        long reinstated,
        long fee,
        String reason,
        Status status,
        @Nullable Instant evidenceBy,
        int submissions,
        Instant createdAt) {
    /** As in Stripe's API. */
    public enum Status {
        WARNING_NEEDS_RESPONSE,
        WARNING_UNDER_REVIEW,
        WARNING_CLOSED,
        NEEDS_RESPONSE,
        UNDER_REVIEW,
        WON,
        LOST,
        PREVENTED
    }
}
